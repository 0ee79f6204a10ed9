using Kube.Api.Schema;

namespace Kube.Api.Models;

/// <summary>Definitions that have a name and are no class.</summary>
internal static class WellKnownSchemas
{
    private const string Meta = "io.k8s.apimachinery.pkg.apis.meta.v1.";
    private const string Extensions = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.";

    public static readonly TypeSchema Time = TypeSchema.Named(Meta + "Time", SchemaKind.String, "date-time");
    public static readonly TypeSchema MicroTime = TypeSchema.Named(Meta + "MicroTime", SchemaKind.String, "date-time");
    public static readonly TypeSchema Duration = TypeSchema.Named(Meta + "Duration", SchemaKind.String);
    public static readonly TypeSchema Quantity = TypeSchema.Named("io.k8s.apimachinery.pkg.api.resource.Quantity", SchemaKind.Quantity);
    public static readonly TypeSchema IntOrString = TypeSchema.Named("io.k8s.apimachinery.pkg.util.intstr.IntOrString", SchemaKind.IntegerOrString, "int-or-string");
    public static readonly TypeSchema RawExtension = TypeSchema.Named("io.k8s.apimachinery.pkg.runtime.RawExtension", SchemaKind.Any);
    public static readonly TypeSchema FieldsV1 = TypeSchema.Named(Meta + "FieldsV1", SchemaKind.Any);
    public static readonly TypeSchema Json = TypeSchema.Named(Extensions + "JSON", SchemaKind.Any);
    public static readonly TypeSchema SchemaOrArray = TypeSchema.Named(Extensions + "JSONSchemaPropsOrArray", SchemaKind.Any);
    public static readonly TypeSchema SchemaOrBool = TypeSchema.Named(Extensions + "JSONSchemaPropsOrBool", SchemaKind.Any);
    public static readonly TypeSchema SchemaOrStrings = TypeSchema.Named(Extensions + "JSONSchemaPropsOrStringArray", SchemaKind.Any);
}

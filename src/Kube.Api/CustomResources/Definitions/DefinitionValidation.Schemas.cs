using Kube.Api.CustomResources.Schemas;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.CustomResources.Definitions;

internal sealed partial class DefinitionValidation
{
    private const string RootFields = "[Description Type Format Title Maximum ExclusiveMaximum Minimum ExclusiveMinimum MaxLength MinLength Pattern MaxItems MinItems "
        + "UniqueItems MultipleOf Required Items Properties ExternalDocs Example XPreserveUnknownFields XValidations]";

    private void ValidateSchema(V1CustomResourceValidation validation, V1JSONSchemaProps? before, bool hasStatus, FieldPath at)
    {
        if (validation.OpenAPIV3Schema is not { } schema) return;
        var path = at.Child("openAPIV3Schema");
        var found = new FieldErrors();
        if (hasStatus) ValidateRootWithStatus(schema, path, found);
        if (schema.Nullable == true) found.Forbidden(path.Child("nullable"), "nullable cannot be true at the root");
        new SchemaRules(found).Check(schema, path, isRoot: true, insideMetadata: false, "");
        rules?.Check(schema, before, path, found);
        if (IsReadable(found))
        {
            var structural = new StructuralRules();
            structural.Check(schema, path);
            foreach (var error in structural.Sorted()) found.Add(error);
            // Defaults are only judged by a schema that is one.
            if (structural.Count == 0) DefaultRules.Check(SchemaNode.Of(schema), path, found);
        }

        foreach (var error in found) errors.Add(error);
    }

    private static bool IsReadable(FieldErrors found)
    {
        // What has no place in a structural schema makes none of it.
        foreach (var error in found)
            if (error.Type == FieldErrorType.Forbidden && (error.Message.EndsWith(" is not supported", StringComparison.Ordinal) || error.Message.EndsWith("not an array", StringComparison.Ordinal))) return false;
        return true;
    }

    private static void ValidateRootWithStatus(V1JSONSchemaProps schema, FieldPath path, FieldErrors found)
    {
        if (!string.IsNullOrEmpty(schema.Type) && schema.Type != "object")
        {
            found.Invalid(path.Child("type"), schema.Type, "only \"object\" is allowed as the type at the root of the schema if the status subresource is enabled");
            return;
        }

        var other = schema.AllOf is { Count: > 0 } || schema.AnyOf is { Count: > 0 } || schema.OneOf is { Count: > 0 } || schema.Not is not null || schema.Enum is { Count: > 0 }
            || schema.Default is not null || schema.AdditionalProperties is not null || schema.MaxProperties is not null || schema.MinProperties is not null;
        if (other) found.Invalid(path, new JsonText("{}"), $"only {RootFields} fields are allowed at the root of the schema if the status subresource is enabled");
    }
}

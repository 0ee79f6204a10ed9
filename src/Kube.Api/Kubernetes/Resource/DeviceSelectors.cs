using Kube.Api.Cel;
using Kube.Api.Cel.Types;
using Kube.Api.Validation;
using static Kube.Api.Cel.Types.CelType;

namespace Kube.Api.Kubernetes.Resource;

/// <summary>The expressions that choose devices (https://kubernetes.io/docs/concepts/scheduling-eviction/dynamic-resource-allocation/).</summary>
internal static class DeviceSelectors
{
    private static readonly CelEnvironment s_environment = CelEnvironment.Kubernetes.WithBindings().WithVariable("device", new CelRecordType("kubernetes.DRADevice",
        ("driver", CelType.String),
        ("attributes", Map(CelType.String, Map(CelType.String, Dyn))),
        ("capacity", Map(CelType.String, Map(CelType.String, Opaque("kubernetes.Quantity")))),
        ("allowMultipleAllocations", CelType.Bool)));

    /// <summary>An expression must compile and give a bool.</summary>
    public static void Validate(string expression, FieldErrors errors, FieldPath path)
    {
        try
        {
            var type = s_environment.Compile(expression).Type;
            if (type.Kind is not (CelTypeKind.Bool or CelTypeKind.Dyn)) errors.Invalid(path, expression, $"must evaluate to bool or the unknown type, not {type}");
        }
        catch (CelCompileException failure)
        {
            errors.Invalid(path, expression, $"compilation failed: {failure.Message}");
        }
    }
}

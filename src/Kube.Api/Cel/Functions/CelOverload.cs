using Kube.Api.Cel.Costs;
using Kube.Api.Cel.Types;
using Kube.Api.Cel.Values;

namespace Kube.Api.Cel.Functions;

/// <summary>One signature of a function, what it does and what it costs. Of a member, the target is the first parameter.</summary>
internal sealed class CelOverload(bool isMember, CelType[] parameters, CelType result, Func<CelValue[], CelValue> body, CelCost? cost = null)
{
    public bool IsMember { get; } = isMember;

    public CelType[] Parameters { get; } = parameters;

    public CelType Result { get; } = result;

    public Func<CelValue[], CelValue> Body { get; } = body;

    public CelCost Cost { get; } = cost ?? CelCost.One;

    /// <summary>Whether values at run time fit, where the checker could not know.</summary>
    public bool Accepts(CelValue[] arguments)
    {
        if (arguments.Length != Parameters.Length) return false;
        for (var i = 0; i < arguments.Length; i++)
        {
            if (!Accepts(Parameters[i], arguments[i].Type)) return false;
        }
        return true;
    }

    private static bool Accepts(CelType parameter, CelType argument) => parameter.Kind switch
    {
        CelTypeKind.Dyn or CelTypeKind.Parameter => true,
        CelTypeKind.Opaque => argument.Kind == CelTypeKind.Opaque && argument.Name == parameter.Name,
        // An object of a schema is a map to functions that take maps.
        CelTypeKind.Map => argument.Kind is CelTypeKind.Map or CelTypeKind.Object,
        _ => argument.Kind == parameter.Kind,
    };
}

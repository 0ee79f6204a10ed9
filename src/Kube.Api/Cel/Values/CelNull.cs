using Kube.Api.Cel.Types;

namespace Kube.Api.Cel.Values;

internal sealed class CelNull : CelValue
{
    public static readonly CelNull Instance = new();

    private CelNull()
    {
    }

    public override CelType Type => CelType.Null;

    public override bool EqualTo(CelValue other) => other is CelNull;
}

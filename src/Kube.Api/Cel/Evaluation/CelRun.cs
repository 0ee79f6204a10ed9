using Kube.Api.Cel.Values;

namespace Kube.Api.Cel.Evaluation;

/// <summary>One run of a program: its variables, what it has cost, and how far it may go.</summary>
internal sealed class CelRun(int slots, ulong limit, CancellationToken cancellationToken)
{
    public CelValue[] Slots { get; } = new CelValue[slots];

    public ulong Cost { get; private set; }

    public void Charge(ulong cost)
    {
        Cost += cost;
        if (Cost > limit || Cost < cost) throw new CelCostExceededException();
    }

    public void ThrowIfCancelled() => cancellationToken.ThrowIfCancellationRequested();
}

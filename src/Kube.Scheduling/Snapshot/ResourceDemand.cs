namespace Kube.Scheduling.Snapshot;

/// <summary>What a pod asks of one resource.</summary>
/// <param name="Column">The resource.</param>
/// <param name="Amount">More than nothing.</param>
/// <param name="Reason">What users see when a node has less.</param>
internal sealed record ResourceDemand(ResourceColumn Column, double Amount, string Reason)
{
    public bool IsMet(int row) => Column.Requested[row] + Amount <= Column.Allocatable[row];
}

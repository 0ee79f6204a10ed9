using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Resource;

/// <summary>How the kinds of <c>resource.k8s.io</c> are shown.</summary>
internal static class ResourceTables
{
    public static KindTable<V1DeviceClass> DeviceClass { get; } = new(
        [Columns.Name, Columns.Age], static (item, row) => row.Text(item.Metadata.Name).Age(item.Metadata.CreationTimestamp));

    public static KindTable<V1ResourceClaimTemplate> ClaimTemplate { get; } = new(
        [Columns.Name, Columns.Age], static (item, row) => row.Text(item.Metadata.Name).Age(item.Metadata.CreationTimestamp));

    public static KindTable<Resourcev1ResourceClaim> Claim { get; } = new(
        [Columns.Name, Columns.Text("State", "Whether it has its devices, and whether pods use them."), Columns.Age],
        static (claim, row) => row.Text(claim.Metadata.Name).Text(State(claim)).Age(claim.Metadata.CreationTimestamp));

    public static KindTable<V1ResourceSlice> Slice { get; } = new(
        [
            Columns.Name,
            Columns.Text("Node", "The node whose devices it lists."),
            Columns.Text("Driver", "The driver that lists them."),
            Columns.Text("Pool", "The pool that it is part of."),
            Columns.Age,
        ],
        static (slice, row) => row
            .Text(slice.Metadata.Name)
            .Text(slice.Spec.NodeName)
            .Text(slice.Spec.Driver)
            .Text(slice.Spec.Pool?.Name)
            .Age(slice.Metadata.CreationTimestamp));

    private static string State(Resourcev1ResourceClaim claim)
    {
        var states = new List<string>();
        if (claim.Metadata.DeletionTimestamp is not null) states.Add("deleted");
        if (claim.Status.Allocation is null)
        {
            if (claim.Metadata.DeletionTimestamp is null) states.Add("pending");
        }
        else
        {
            states.Add("allocated");
            if (claim.Status.ReservedFor is { Count: > 0 }) states.Add("reserved");
        }

        return string.Join(',', states);
    }
}

using Kube.Api.Catalog;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Coordination.Leases;

/// <summary>Leases. An update must say which revision it saw: that is what makes them locks.</summary>
internal sealed class LeaseStrategy : KubernetesStrategy<V1Lease>
{
    public override bool AllowCreateOnUpdate => true;

    public override bool AllowUnconditionalUpdate => false;

    public static KindTable<V1Lease> Table { get; } = new(
        [Columns.Name, Columns.Text("Holder", "Who holds the lease."), Columns.Age],
        static (lease, row) => row.Text(lease.Metadata.Name).Text(lease.Spec?.HolderIdentity).Age(lease.Metadata.CreationTimestamp));

    // Coordinated leader election is behind a gate that is off: its fields are not taken in.
    protected override void PrepareNew(V1Lease obj, StrategyContext context)
    {
        if (obj.Spec is not { } spec) return;
        spec.Strategy = null;
        spec.PreferredHolder = null;
    }

    protected override void PrepareChange(V1Lease obj, V1Lease old, StrategyContext context)
    {
        if (obj.Spec is not { } spec) return;
        if (old.Spec?.Strategy is null) spec.Strategy = null;
        if (old.Spec?.PreferredHolder is null) spec.PreferredHolder = null;
    }

    protected override void Validate(V1Lease obj, FieldErrors errors)
    {
        var spec = FieldPath.Root("spec");
        if (obj.Spec?.LeaseDurationSeconds is { } seconds && seconds <= 0) errors.Invalid(spec.Child("leaseDurationSeconds"), seconds, "must be greater than 0");
        errors.NonNegative(spec.Child("leaseTransitions"), obj.Spec?.LeaseTransitions);
    }
}

using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.FlowControl;

/// <summary>Which requests belong together, and what level they get.</summary>
internal sealed class FlowSchemaStrategy : KubernetesStrategy<V1FlowSchema>
{
    private const int Precedence = 1000;

    protected override bool CountsGenerations => true;

    public override void Default(V1FlowSchema obj)
    {
        if (obj.Spec.MatchingPrecedence == 0) obj.Spec.MatchingPrecedence = Precedence;
    }

    protected override void ResetStatus(V1FlowSchema obj) => obj.Status = new V1FlowSchemaStatus();

    protected override void KeepStatus(V1FlowSchema obj, V1FlowSchema old) => obj.Status = old.Status;

    protected override void Validate(V1FlowSchema obj, FieldErrors errors) => FlowControlValidation.Validate(obj, errors);

    protected override bool WishChanged(V1FlowSchema obj, V1FlowSchema old) => !obj.Spec.SemanticEquals(old.Spec);
}

/// <summary>How much of the server a kind of request may use.</summary>
internal sealed class PriorityLevelStrategy : KubernetesStrategy<V1PriorityLevelConfiguration>
{
    private const int Shares = 30;
    private const int Queues = 64;
    private const int HandSize = 8;
    private const int QueueLength = 50;

    protected override bool CountsGenerations => true;

    public override void Default(V1PriorityLevelConfiguration obj)
    {
        if (obj.Spec.Exempt is { } exempt)
        {
            exempt.NominalConcurrencyShares ??= 0;
            exempt.LendablePercent ??= 0;
        }

        if (obj.Spec.Limited is not { } limited) return;
        limited.NominalConcurrencyShares ??= Shares;
        limited.LendablePercent ??= 0;
        if (limited.LimitResponse?.Queuing is not { } queuing) return;
        if (queuing.HandSize == 0) queuing.HandSize = HandSize;
        if (queuing.Queues == 0) queuing.Queues = Queues;
        if (queuing.QueueLengthLimit == 0) queuing.QueueLengthLimit = QueueLength;
    }

    protected override void ResetStatus(V1PriorityLevelConfiguration obj) => obj.Status = new V1PriorityLevelConfigurationStatus();

    protected override void KeepStatus(V1PriorityLevelConfiguration obj, V1PriorityLevelConfiguration old) => obj.Status = old.Status;

    protected override void Validate(V1PriorityLevelConfiguration obj, FieldErrors errors) => PriorityLevelValidation.Validate(obj, errors);

    protected override bool WishChanged(V1PriorityLevelConfiguration obj, V1PriorityLevelConfiguration old) => !obj.Spec.SemanticEquals(old.Spec);
}

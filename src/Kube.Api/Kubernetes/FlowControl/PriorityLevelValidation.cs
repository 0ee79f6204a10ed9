using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.FlowControl;

/// <summary>The rules of priority levels.</summary>
internal static class PriorityLevelValidation
{
    private const int MaximumQueues = 10_000_000;
    private static readonly FieldPath Spec = FieldPath.Root("spec");

    public static void Validate(V1PriorityLevelConfiguration level, FieldErrors errors)
    {
        var spec = level.Spec;
        if ((level.Metadata.Name == "exempt") != (spec.Type == "Exempt") && spec.Type is "Exempt" or "Limited" && (level.Metadata.Name == "exempt" || spec.Type == "Exempt"))
            errors.Invalid(Spec.Child("type"), spec.Type, "must be 'Exempt' if and only if `name` is 'exempt'");
        switch (spec.Type)
        {
            case "Exempt":
                if (spec.Limited is not null) errors.Forbidden(Spec.Child("limited"), "must be nil if the type is not Limited");
                ValidateLending(spec.Exempt?.NominalConcurrencyShares, spec.Exempt?.LendablePercent, errors, Spec.Child("exempt"));
                break;
            case "Limited":
                if (spec.Exempt is not null) errors.Forbidden(Spec.Child("exempt"), "must be nil if the type is Limited");
                if (spec.Limited is null) errors.Required(Spec.Child("limited"), "must not be empty when type is Limited");
                else ValidateLimited(spec.Limited, errors, Spec.Child("limited"));
                break;
            default:
                errors.NotSupported(Spec.Child("type"), spec.Type ?? "", "Exempt", "Limited");
                break;
        }
    }

    private static void ValidateLimited(V1LimitedPriorityLevelConfiguration limited, FieldErrors errors, FieldPath path)
    {
        ValidateLending(limited.NominalConcurrencyShares, limited.LendablePercent, errors, path);
        if (limited.BorrowingLimitPercent < 0)
            errors.Invalid(path.Child("borrowingLimitPercent"), limited.BorrowingLimitPercent, "if specified, must be a non-negative integer");
        var response = limited.LimitResponse;
        var place = path.Child("limitResponse");
        switch (response?.Type)
        {
            case "Reject":
                if (response.Queuing is not null) errors.Forbidden(place.Child("queuing"), "must be nil if limited.limitResponse.type is not Limited");
                break;
            case "Queue":
                if (response.Queuing is null) errors.Required(place.Child("queuing"), "must not be empty if limited.limitResponse.type is Limited");
                else ValidateQueuing(response.Queuing, errors, place.Child("queuing"));
                break;
            default:
                errors.NotSupported(place.Child("type"), response?.Type ?? "", "Queue", "Reject");
                break;
        }
    }

    private static void ValidateLending(int? shares, int? lendable, FieldErrors errors, FieldPath path)
    {
        if (shares < 0) errors.Invalid(path.Child("nominalConcurrencyShares"), shares, "must be a non-negative integer");
        if (lendable is < 0 or > 100) errors.Invalid(path.Child("lendablePercent"), lendable, FormatRules.Between(0, 100));
    }

    private static void ValidateQueuing(V1QueuingConfiguration queuing, FieldErrors errors, FieldPath path)
    {
        if (queuing.QueueLengthLimit <= 0) errors.Invalid(path.Child("queueLengthLimit"), queuing.QueueLengthLimit, "must be positive");
        if (queuing.Queues <= 0) errors.Invalid(path.Child("queues"), queuing.Queues, "must be positive");
        else if (queuing.Queues > MaximumQueues) errors.Invalid(path.Child("queues"), queuing.Queues, $"must not be greater than {MaximumQueues}");
        if (queuing.HandSize <= 0) errors.Invalid(path.Child("handSize"), queuing.HandSize, "must be positive");
        else if (queuing.HandSize > queuing.Queues) errors.Invalid(path.Child("handSize"), queuing.HandSize, $"should not be greater than queues ({queuing.Queues})");
    }
}

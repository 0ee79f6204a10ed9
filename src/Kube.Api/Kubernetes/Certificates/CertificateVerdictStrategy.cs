using Kube.Api.Catalog;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Certificates;

/// <summary>The addresses <c>approval</c> and <c>status</c> of a signing request: the first takes verdicts, the second the certificate and failures
/// (upstream's <c>pkg/registry/certificates/certificates/strategy.go</c>, 1.36).</summary>
/// <param name="main">The rules of the request itself.</param>
/// <param name="isApproval">Which of the two it is.</param>
internal sealed class CertificateVerdictStrategy(CertificateRequestStrategy main, bool isApproval) : ResourceStrategy<V1CertificateSigningRequest>
{
    public override NameRule NameRule => main.NameRule;

    public override IReadOnlyList<string> ResetFields { get; } = isApproval ? ["spec", "status.certificate"] : ["spec"];

    public override void Default(V1CertificateSigningRequest obj) => main.Default(obj);

    public override void PrepareForUpdate(V1CertificateSigningRequest obj, V1CertificateSigningRequest old, StrategyContext context)
    {
        if (isApproval) CertificateRequestStrategy.KeepAllButApproval(obj, old);
        else CertificateRequestStrategy.KeepAllButStatus(obj, old);
        foreach (var condition in obj.Status?.Conditions ?? [])
        {
            condition.LastUpdateTime ??= context.Now;
            condition.LastTransitionTime ??=
                (old.Status?.Conditions ?? []).Find(known => known.Type == condition.Type && known.Status == condition.Status)?.LastTransitionTime ?? context.Now;
        }
    }

    public override void ValidateUpdate(V1CertificateSigningRequest obj, V1CertificateSigningRequest old, FieldErrors errors)
    {
        ObjectMetaValidation.ValidateUpdate(obj.Metadata, old.Metadata, errors, FieldPath.Root("metadata"));
        ObjectMetaValidation.ValidateFinalizerNames(obj.Metadata, errors);
        CertificateStatusValidation.Validate(obj.Status, old.Status, errors);
    }
}

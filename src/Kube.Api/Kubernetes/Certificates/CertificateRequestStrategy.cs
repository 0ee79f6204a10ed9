using Kube.Api.Catalog;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Certificates;

/// <summary>Certificate signing requests: what is asked, and by whom, is for life; the verdict and the certificate have addresses of their own.</summary>
internal sealed class CertificateRequestStrategy : KubernetesStrategy<V1CertificateSigningRequest>
{
    public override IReadOnlyList<string> ResetFields { get; } = ["spec", "status"];

    // Agents name theirs by a hash of the key, in base64.
    public override NameRule NameRule => NameRule.PathSegment;

    public override void Default(V1CertificateSigningRequest obj)
    {
        obj.Spec.Usages ??= ["digital signature", "key encipherment"];
    }

    protected override void ResetStatus(V1CertificateSigningRequest obj) => obj.Status = new V1CertificateSigningRequestStatus();

    protected override void KeepStatus(V1CertificateSigningRequest obj, V1CertificateSigningRequest old)
    {
        obj.Spec = old.Spec;
        obj.Status = old.Status;
    }

    // The server says who asked; a client cannot ask in another's name.
    protected override void PrepareNew(V1CertificateSigningRequest obj, StrategyContext context)
    {
        obj.Spec.Username = context.User.Name;
        obj.Spec.Uid = string.IsNullOrEmpty(context.User.Uid) ? null : context.User.Uid;
        obj.Spec.Groups = context.User.Groups.IsEmpty ? null : [.. context.User.Groups];
        obj.Spec.Extra = context.User.Extra.Count == 0 ? null : context.User.Extra.ToDictionary(entry => entry.Key, entry => entry.Value.ToList());
    }

    protected override void Validate(V1CertificateSigningRequest obj, FieldErrors errors) => CertificateRequestValidation.Validate(obj.Spec, errors);

    protected override void ValidateChange(V1CertificateSigningRequest obj, V1CertificateSigningRequest old, FieldErrors errors)
    {
        // The specification was restored; there is nothing left that could be wrong.
    }

    /// <summary>The approval takes only the verdicts.</summary>
    public static void KeepAllButApproval(V1CertificateSigningRequest obj, V1CertificateSigningRequest old)
    {
        obj.Spec = old.Spec;
        obj.Status.Certificate = old.Status.Certificate;
    }

    /// <summary>The status takes the certificate and failures, but not the verdicts.</summary>
    public static void KeepAllButStatus(V1CertificateSigningRequest obj, V1CertificateSigningRequest old)
    {
        obj.Spec = old.Spec;
        var verdicts = (old.Status.Conditions ?? []).Where(IsVerdict).ToList();
        var others = (obj.Status.Conditions ?? []).Where(condition => !IsVerdict(condition));
        var all = verdicts.Concat(others).ToList();
        obj.Status.Conditions = all.Count == 0 ? null : all;
    }

    private static bool IsVerdict(V1CertificateSigningRequestCondition condition) => condition.Type is "Approved" or "Denied";
}

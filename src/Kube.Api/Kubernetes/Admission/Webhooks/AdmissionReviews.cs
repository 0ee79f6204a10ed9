using Kube.Api.Admission;
using Kube.Api.Audit;
using Kube.Api.Catalog;
using Kube.Api.Kubernetes.Admission.Policies;
using Kube.Api.Tree;
using Kube.Api.Validation;
using Kube.Api.Webhooks;

namespace Kube.Api.Kubernetes.Admission.Webhooks;

/// <summary>Questions to admission webhooks and their answers (<c>admission.k8s.io/v1</c> AdmissionReview).</summary>
internal static class AdmissionReviews
{
    private const string Version = "admission.k8s.io/v1";

    /// <summary>The question about a request.</summary>
    public static TreeObject Ask(AdmissionRequest request, ResourceDefinition version, string uid)
    {
        var question = RequestTrees.Of(request, version).With("uid", TreeString.Of(uid))
            .With("object", Object(request.Object, version))
            .With("oldObject", Object(request.OldObject, version))
            .With("options", Options(request));
        return TreeObject.Empty.With("kind", TreeString.Of("AdmissionReview")).With("apiVersion", TreeString.Of(Version)).With("request", question);
    }

    /// <summary>Reads an answer.</summary>
    /// <exception cref="WebhookException">It is none.</exception>
    public static AdmissionAnswer Read(ReadOnlyMemory<byte> body, string uid)
    {
        TreeObject? review;
        try
        {
            review = TreeNode.Parse(body) as TreeObject;
        }
        catch (TreeFormatException failure)
        {
            throw new WebhookException($"failed to call webhook: couldn't get version/kind; json parse error: {failure.Message}", failure);
        }

        if (review?.GetString("kind"u8) != "AdmissionReview" || review.GetString("apiVersion"u8) != Version)
        {
            throw new WebhookException(
                $"expected webhook response of {Version}, Kind=AdmissionReview, got {review?.GetString("apiVersion"u8)}, Kind={review?.GetString("kind"u8)}", null);
        }

        if (review.GetObject("response"u8) is not { } response) throw new WebhookException("webhook response was absent", null);
        var answered = response.GetString("uid"u8) ?? "";
        if (answered != uid) throw new WebhookException($"expected response.uid={BadValue.Quote(uid)}, got {BadValue.Quote(answered)}", null);
        var status = response.GetObject("status"u8);
        return new AdmissionAnswer(response["allowed"u8] is TreeBool { Value: true })
        {
            Message = status?.GetString("message"u8) ?? "",
            Reason = status?.GetString("reason"u8) ?? "",
            Code = status?["code"u8] is TreeNumber code && code.TryGetInt64(out var number) ? (int)number : 0,
            Patch = Patch(response),
            Annotations = Annotations(response),
            Warnings = [.. (response.GetArray("warnings"u8)?.Items.ToArray() ?? []).OfType<TreeString>().Select(static text => text.Value)],
        };
    }

    private static List<KeyValuePair<string, string>> Annotations(TreeObject response)
    {
        var found = new List<KeyValuePair<string, string>>();
        if (AuditEvent.Current is null || response.GetObject("auditAnnotations"u8) is not { } annotations) return found;
        foreach (var member in annotations.Members)
        {
            if (member.Value is TreeString text) found.Add(new(member.Name, text.Value));
        }

        return found;
    }

    private static byte[]? Patch(TreeObject response)
    {
        var type = response.GetString("patchType"u8);
        if (response.GetString("patch"u8) is not { Length: > 0 } patch)
            return type is null ? null : throw new WebhookException("webhook returned response.patchType but not response.patch", null);
        if (type is null) throw new WebhookException("webhook returned response.patch but not response.patchType", null);
        if (type != "JSONPatch") throw new WebhookException($"webhook returned invalid response.patchType of {BadValue.Quote(type)}", null);
        try
        {
            return Convert.FromBase64String(patch);
        }
        catch (FormatException failure)
        {
            throw new WebhookException("webhook returned a response.patch that is no base64", failure);
        }
    }

    private static TreeNode Object(Kube.Api.Models.IKubernetesObject<Kube.Api.Models.V1ObjectMeta>? obj, ResourceDefinition version) =>
        obj is null ? TreeNode.Parse("null") : RequestTrees.Of(obj, version);

    private static TreeObject Options(AdmissionRequest request)
    {
        var kind = request.Operation switch
        {
            Verbs.Create => "CreateOptions",
            Verbs.Delete => "DeleteOptions",
            _ => "UpdateOptions",
        };
        var options = TreeObject.Empty.With("kind", TreeString.Of(kind)).With("apiVersion", TreeString.Of("meta.k8s.io/v1"));
        return request.DryRun ? options.With("dryRun", TreeArray.Of(TreeString.Of("All"))) : options;
    }
}

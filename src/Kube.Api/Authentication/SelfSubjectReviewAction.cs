using Kube.Api.Catalog;
using Kube.Api.Models;

namespace Kube.Api.Authentication;

/// <summary>Tells a client who it is, after impersonation (KEP-3325): what <c>kubectl auth whoami</c> asks.</summary>
internal sealed class SelfSubjectReviewAction : IResourceAction
{
    public GroupVersionResource Resource { get; } = new("authentication.k8s.io", "v1", "selfsubjectreviews");

    public string Subresource => "";

    public ValueTask<IKubernetesObject> InvokeAsync(ResourceActionRequest request, CancellationToken cancellationToken)
    {
        var user = request.Context.User;
        var review = (V1SelfSubjectReview)request.Body;
        review.Metadata.CreationTimestamp = request.Context.Now;
        review.Status = new V1SelfSubjectReviewStatus
        {
            UserInfo = new V1UserInfo
            {
                Username = user.Name,
                Uid = user.Uid,
                Groups = [.. user.Groups],
                Extra = user.Extra.Count == 0 ? null : user.Extra.ToDictionary(static pair => pair.Key, static pair => pair.Value.ToList()),
            },
        };
        return ValueTask.FromResult<IKubernetesObject>(review);
    }
}

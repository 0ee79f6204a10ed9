using Kube.Api.Catalog;
using Kube.Api.Models;

namespace Kube.Api.Authorization.Reviews;

/// <summary>May I do something? What <c>kubectl auth can-i</c> asks.</summary>
internal sealed class SelfSubjectAccessReviewAction(AccessReviewer reviewer) : IResourceAction
{
    public GroupVersionResource Resource { get; } = new("authorization.k8s.io", "v1", "selfsubjectaccessreviews");

    public string Subresource => "";

    public async ValueTask<IKubernetesObject> InvokeAsync(ResourceActionRequest request, CancellationToken cancellationToken)
    {
        var review = (V1SelfSubjectAccessReview)request.Body;
        var spec = new V1SubjectAccessReviewSpec { ResourceAttributes = review.Spec.ResourceAttributes, NonResourceAttributes = review.Spec.NonResourceAttributes };
        SubjectReviewRules.Check(review, spec, isSelf: true);
        review.Status = await reviewer.AnswerAsync(request.Context.User, spec.ResourceAttributes, spec.NonResourceAttributes, cancellationToken);
        return review;
    }
}

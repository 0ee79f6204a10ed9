using Kube.Api.Catalog;
using Kube.Api.Models;

namespace Kube.Api.Authorization.Reviews;

/// <summary>May somebody do something, anywhere?</summary>
internal sealed class SubjectAccessReviewAction(AccessReviewer reviewer) : IResourceAction
{
    public GroupVersionResource Resource { get; } = new("authorization.k8s.io", "v1", "subjectaccessreviews");

    public string Subresource => "";

    public async ValueTask<IKubernetesObject> InvokeAsync(ResourceActionRequest request, CancellationToken cancellationToken)
    {
        var review = (V1SubjectAccessReview)request.Body;
        SubjectReviewRules.Check(review, review.Spec);
        review.Status = await reviewer.AnswerAsync(
            AccessReviewer.UserOf(review.Spec), review.Spec.ResourceAttributes, review.Spec.NonResourceAttributes, cancellationToken);
        return review;
    }
}

using Kube.Api.Catalog;
using Kube.Api.Models;

namespace Kube.Api.Authorization.Reviews;

/// <summary>May somebody do something in this namespace? Whoever may ask so may not ask about others.</summary>
internal sealed class LocalSubjectAccessReviewAction(AccessReviewer reviewer) : IResourceAction
{
    public GroupVersionResource Resource { get; } = new("authorization.k8s.io", "v1", "localsubjectaccessreviews");

    public string Subresource => "";

    public async ValueTask<IKubernetesObject> InvokeAsync(ResourceActionRequest request, CancellationToken cancellationToken)
    {
        var review = (V1LocalSubjectAccessReview)request.Body;
        SubjectReviewRules.Check(review, review.Spec, isLocal: true);
        review.Status = await reviewer.AnswerAsync(
            AccessReviewer.UserOf(review.Spec), review.Spec.ResourceAttributes, review.Spec.NonResourceAttributes, cancellationToken);
        return review;
    }
}

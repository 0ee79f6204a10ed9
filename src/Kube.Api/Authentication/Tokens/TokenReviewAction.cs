using Kube.Api.Catalog;
using Kube.Api.Errors;
using Kube.Api.Models;

namespace Kube.Api.Authentication.Tokens;

/// <summary>Whose token is this? What webhooks and aggregated servers ask.</summary>
internal sealed class TokenReviewAction(RequestAuthenticator authenticator) : IResourceAction
{
    public GroupVersionResource Resource { get; } = new("authentication.k8s.io", "v1", "tokenreviews");

    public string Subresource => "";

    public async ValueTask<IKubernetesObject> InvokeAsync(ResourceActionRequest request, CancellationToken cancellationToken)
    {
        var review = (V1TokenReview)request.Body;
        if (string.IsNullOrEmpty(review.Spec.Token)) throw new BadRequestException("token is required for TokenReview in authentication");
        var credentials = new Credentials(review.Spec.Token, null) { Audiences = [.. review.Spec.Audiences ?? []] };
        var found = await authenticator.ReviewAsync(credentials, cancellationToken);
        review.Status = new V1TokenReviewStatus { Error = found.Problem.Length == 0 ? null : found.Problem };
        if (!found.Succeeded) return review;

        var user = found.User;
        review.Status.Authenticated = true;
        review.Status.Audiences = found.Audiences.IsDefaultOrEmpty ? null : [.. found.Audiences];
        review.Status.User = new V1UserInfo
        {
            Username = user.Name,
            Uid = user.Uid,
            Groups = [.. user.Groups],
            Extra = user.Extra.Count == 0 ? null : user.Extra.ToDictionary(static pair => pair.Key, static pair => pair.Value.ToList()),
        };
        return review;
    }
}

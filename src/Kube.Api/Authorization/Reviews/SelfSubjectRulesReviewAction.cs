using Kube.Api.Catalog;
using Kube.Api.Errors;
using Kube.Api.Models;

namespace Kube.Api.Authorization.Reviews;

/// <summary>What may I do here? What <c>kubectl auth can-i --list</c> asks.</summary>
internal sealed class SelfSubjectRulesReviewAction(IAuthorizer authorizer) : IResourceAction
{
    private readonly IUserRules? _rules = authorizer as IUserRules;

    public GroupVersionResource Resource { get; } = new("authorization.k8s.io", "v1", "selfsubjectrulesreviews");

    public string Subresource => "";

    public ValueTask<IKubernetesObject> InvokeAsync(ResourceActionRequest request, CancellationToken cancellationToken)
    {
        var ns = ((V1SelfSubjectRulesReview)request.Body).Spec.Namespace;
        if (string.IsNullOrEmpty(ns)) throw new BadRequestException("no namespace on request");
        var found = _rules?.RulesFor(request.Context.User, ns) ?? new UserRules([], "the server's authorizer does not list rules", IsIncomplete: true);
        return ValueTask.FromResult<IKubernetesObject>(new V1SelfSubjectRulesReview
        {
            ApiVersion = "authorization.k8s.io/v1",
            Kind = "SelfSubjectRulesReview",
            Metadata = new V1ObjectMeta(),
            Spec = new V1SelfSubjectRulesReviewSpec(),
            Status = new V1SubjectRulesReviewStatus
            {
                ResourceRules = [.. found.Rules.Where(static rule => rule.Resources is { Count: > 0 }).Select(static rule => new V1ResourceRule
                {
                    Verbs = rule.Verbs, ApiGroups = rule.ApiGroups, Resources = rule.Resources, ResourceNames = rule.ResourceNames,
                })],
                NonResourceRules = [.. found.Rules.Where(static rule => rule.NonResourceURLs is { Count: > 0 }).Select(static rule => new V1NonResourceRule
                {
                    Verbs = rule.Verbs, NonResourceURLs = rule.NonResourceURLs,
                })],
                Incomplete = found.IsIncomplete,
                EvaluationError = found.Problem.Length == 0 ? null : found.Problem,
            },
        });
    }
}

using Kube.Api.Authentication;

namespace Kube.Api.Authorization.Rbac;

/// <summary>Allows what the roles allow that are bound to the user or to a group of the user.</summary>
internal sealed class RbacAuthorizer(RbacPolicySource policies) : IAuthorizer, IUserRules
{
    public ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationAttributes attributes, CancellationToken cancellationToken) =>
        new(policies.Current.Decide(attributes));

    public UserRules RulesFor(UserInfo user, string ns)
    {
        var (rules, problems) = policies.Current.RulesFor(user, ns);
        return new UserRules(rules, problems.Count > 1 ? $"[{string.Join(", ", problems.Distinct())}]" : string.Concat(problems), problems.Count > 0);
    }
}

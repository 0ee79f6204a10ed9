namespace Kube.Api.Authorization.Rbac;

/// <summary>Allows what the roles allow that are bound to the user or to a group of the user.</summary>
internal sealed class RbacAuthorizer(RbacPolicySource policies) : IAuthorizer
{
    public ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationAttributes attributes, CancellationToken cancellationToken) =>
        new(policies.Current.Decide(attributes));
}

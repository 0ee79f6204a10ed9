namespace Kube.Api.Authorization;

/// <summary>One authorizer of the chain, in the order of registration.</summary>
internal sealed record AuthorizerLink(IAuthorizer Authorizer);

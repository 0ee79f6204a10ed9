using Kube.Api.Authentication;

namespace Kube.Api.Authorization;

/// <summary>Members of <c>system:masters</c> may do everything; about everybody else one authorizer after another is asked until one is sure, and if none is, the answer is no.</summary>
internal sealed class AuthorizerChain(IEnumerable<AuthorizerLink> links) : IAuthorizer
{
    private readonly IAuthorizer[] _links = [.. links.Select(static link => link.Authorizer)];

    public ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationAttributes attributes, CancellationToken cancellationToken)
    {
        if (attributes.User.IsIn(UserNames.MastersGroup)) return new(new AuthorizationDecision(AuthorizationVerdict.Allow));
        var reason = "";
        for (var i = 0; i < _links.Length; i++)
        {
            var deciding = _links[i].AuthorizeAsync(attributes, cancellationToken);
            if (!deciding.IsCompletedSuccessfully) return WaitAsync(deciding, i, reason, attributes, cancellationToken);
            var decision = deciding.Result;
            if (decision.Verdict != AuthorizationVerdict.NoOpinion) return new(decision);
            reason = Join(reason, decision.Reason);
        }

        return new(new AuthorizationDecision(AuthorizationVerdict.NoOpinion, reason));
    }

    private async ValueTask<AuthorizationDecision> WaitAsync(
        ValueTask<AuthorizationDecision> deciding, int at, string reason, AuthorizationAttributes attributes, CancellationToken cancellationToken)
    {
        while (true)
        {
            var decision = await deciding;
            if (decision.Verdict != AuthorizationVerdict.NoOpinion) return decision;
            reason = Join(reason, decision.Reason);
            if (++at == _links.Length) return new AuthorizationDecision(AuthorizationVerdict.NoOpinion, reason);
            deciding = _links[at].AuthorizeAsync(attributes, cancellationToken);
        }
    }

    private static string Join(string reason, string more) => reason.Length == 0 ? more : more.Length == 0 ? reason : $"{reason}\n{more}";
}

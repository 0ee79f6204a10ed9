using Kube.Api.Authentication;
using Kube.Api.Models;

namespace Kube.Api.Authorization;

/// <summary>Members of <c>system:masters</c> may do everything; about everybody else one authorizer after another is asked until one is sure, and if none is, the answer is no.</summary>
internal sealed class AuthorizerChain(IEnumerable<AuthorizerLink> links) : IAuthorizer, IUserRules
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

    public UserRules RulesFor(UserInfo user, string ns)
    {
        // What members of system:masters may do without being asked stands in the default policy, too.
        var rules = new List<V1PolicyRule>();
        var problems = new List<string>();
        var incomplete = false;
        foreach (var link in _links)
        {
            if (link is not IUserRules lister)
            {
                incomplete = true;
                continue;
            }

            var found = lister.RulesFor(user, ns);
            rules.AddRange(found.Rules);
            if (found.Problem.Length > 0) problems.Add(found.Problem);
            incomplete |= found.IsIncomplete;
        }

        return new UserRules(rules, problems.Count > 1 ? $"[{string.Join(", ", problems)}]" : string.Concat(problems), incomplete);
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

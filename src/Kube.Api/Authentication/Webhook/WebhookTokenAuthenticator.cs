using System.Collections.Immutable;
using Kube.Api.Models;
using Kube.Api.Webhooks;

namespace Kube.Api.Authentication.Webhook;

/// <summary>Asks another server whose token it is (upstream's <c>plugin/pkg/authenticator/token/webhook</c>, 1.36).</summary>
internal sealed class WebhookTokenAuthenticator(ReviewServer<V1TokenReview> server, TimeSpan keep, TimeProvider time) : IAuthenticator, IDisposable
{
    private const int MostKept = 8192;
    private readonly AnswerCache<AuthenticationResult> _known = new(MostKept, time);

    public async ValueTask<AuthenticationResult> AuthenticateAsync(Credentials credentials, CancellationToken cancellationToken)
    {
        if (credentials.BearerToken is not { } token) return AuthenticationResult.NotMine;
        var wanted = credentials.Audiences.IsDefault ? [] : credentials.Audiences;
        var question = AnswerCache<AuthenticationResult>.Digest($"{token}\n{string.Join('\n', wanted)}");
        if (_known.TryFind(question, out var known)) return known;

        AuthenticationResult result;
        try
        {
            var answer = await server.AskAsync(
                new V1TokenReview
                {
                    ApiVersion = "authentication.k8s.io/v1", Kind = "TokenReview",
                    Spec = new V1TokenReviewSpec { Token = token, Audiences = wanted.IsEmpty ? null : [.. wanted] },
                },
                cancellationToken);
            result = Read(answer.Status, wanted);
        }
        catch (WebhookException fault)
        {
            // What was not answered is asked again the next time.
            return AuthenticationResult.RejectedBecause(fault.Message);
        }

        _known.Keep(question, result, keep);
        return result;
    }

    public void Dispose() => server.Dispose();

    private static AuthenticationResult Read(V1TokenReviewStatus? status, ImmutableArray<string> wanted)
    {
        if (status is not { Authenticated: true, User.Username: { } name })
            return status?.Error is { Length: > 0 } error ? AuthenticationResult.RejectedBecause(error) : AuthenticationResult.Rejected;
        var common = ImmutableArray<string>.Empty;
        if (!wanted.IsEmpty && status.Audiences is { Count: > 0 } named)
        {
            common = [.. named.Intersect(wanted)];
            if (common.IsEmpty) return AuthenticationResult.Rejected;
        }

        var extra = (status.User.Extra ?? []).Select(static pair => new KeyValuePair<string, ImmutableArray<string>>(pair.Key, [.. pair.Value]));
        return AuthenticationResult.Success(new UserInfo(name, status.User.Uid, status.User.Groups, extra), common);
    }
}

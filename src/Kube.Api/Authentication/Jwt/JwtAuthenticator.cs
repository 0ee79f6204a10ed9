using System.Collections.Immutable;
using Kube.Api.Tree;

namespace Kube.Api.Authentication.Jwt;

/// <summary>Knows users by tokens that an identity provider signed (upstream's <c>plugin/pkg/authenticator/token/oidc</c>, 1.36).</summary>
internal sealed class JwtAuthenticator(JwtSettings settings, IssuerKeys keys, TimeProvider time) : IAuthenticator, IDisposable
{
    // How long the clocks of a fleet may differ.
    private static readonly TimeSpan s_leeway = TimeSpan.FromMinutes(5);

    private readonly ClaimReader _claims = new(settings);

    public async ValueTask<AuthenticationResult> AuthenticateAsync(Credentials credentials, CancellationToken cancellationToken)
    {
        if (credentials.BearerToken is not { } text || JsonWebToken.Read(text) is not { } token || token.Issuer != settings.Issuer.Url) return AuthenticationResult.NotMine;
        try
        {
            await VerifyAsync(token, cancellationToken);
            return AuthenticationResult.Success(_claims.Read(token.Claims, cancellationToken), Common(token, credentials.Audiences));
        }
        catch (JwtException problem)
        {
            return AuthenticationResult.RejectedBecause(problem.Message);
        }
    }

    public void Dispose() => keys.Dispose();

    // A token for this server is for nobody else who may have been asked about.
    private static ImmutableArray<string> Common(JsonWebToken token, ImmutableArray<string> wanted)
    {
        if (wanted.IsDefaultOrEmpty) return [];
        ImmutableArray<string> common = [.. token.Audiences().Intersect(wanted)];
        return common.IsEmpty ? throw new JwtException("oidc: the token is not for those who ask") : common;
    }

    private async ValueTask VerifyAsync(JsonWebToken token, CancellationToken cancellationToken)
    {
        var audiences = token.Audiences().ToList();
        if (!audiences.Intersect(settings.Issuer.Audiences).Any())
            throw new JwtException($"oidc: verify token: oidc: expected audience in [{string.Join(' ', settings.Issuer.Audiences.Select(Quote))}] got [{string.Join(' ', audiences.Select(Quote))}]");
        var now = time.GetUtcNow();
        if (token.Instant("exp"u8) is not { } ends || ends < now) throw new JwtException("oidc: verify token: oidc: token is expired");
        if (token.Instant("nbf"u8) is { } begins && now + s_leeway < begins) throw new JwtException("oidc: verify token: oidc: current time before the nbf (not before) time");
        if (!settings.Algorithms.Contains(token.Algorithm))
            throw new JwtException($"oidc: verify token: oidc: malformed jwt: unexpected signature algorithm {Quote(token.Algorithm)}; expected [{string.Join(' ', settings.Algorithms.Select(Quote))}]");
        foreach (var key in await keys.FindAsync(token.KeyId, cancellationToken))
        {
            if (key.Verify(token.Algorithm, token.Signed, token.Signature)) return;
        }

        throw new JwtException("oidc: verify token: failed to verify signature: failed to verify id token signature");
    }

    private static string Quote(string text) => $"\"{text}\"";
}

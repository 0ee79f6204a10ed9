using System.Security.Cryptography.X509Certificates;
using Kube.Api.Authentication;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace Kube.Api.AspNetCore.Security;

/// <summary>Finds out who makes an HTTP request. What a client certificate proves is kept with its connection, because checking a chain costs more than serving a request.</summary>
internal sealed class ConnectionAuthenticator(
    RequestAuthenticator authenticator, RequestHeaderAuthentication proxies, IOptions<AnonymousOptions> anonymous, AuthenticationMetrics metrics, TimeProvider time)
{
    private static readonly object ItemKey = new();
    private readonly AnonymousOptions _anonymous = anonymous.Value;

    /// <summary>The user, or null for 401.</summary>
    public ValueTask<UserInfo?> AuthenticateAsync(HttpContext http)
    {
        var since = metrics.Now;
        var finding = FindAsync(http);
        if (!finding.IsCompletedSuccessfully) return WaitAsync(finding, http, since);
        return ValueTask.FromResult(Judge(finding.Result, http, since));
    }

    private async ValueTask<UserInfo?> WaitAsync(ValueTask<UserInfo?> finding, HttpContext http, long since)
    {
        UserInfo? found;
        try
        {
            found = await finding;
        }
        catch
        {
            metrics.Count(null, since, problem: true);
            throw;
        }

        return Judge(found, http, since);
    }

    private UserInfo? Judge(UserInfo? user, HttpContext http, long since)
    {
        if (ReferenceEquals(user, UserInfo.Anonymous) && !_anonymous.Allows(http.Request.Path.Value ?? "")) user = null;
        metrics.Count(user, since);
        return user;
    }

    private ValueTask<UserInfo?> FindAsync(HttpContext http)
    {
        var token = AuthorizationHeader.BearerToken(http.Request.Headers.Authorization) ?? WebSocketBearer.Take(http.Request);
        var certificate = http.Features.Get<ITlsConnectionFeature>()?.ClientCertificate;
        if (certificate is null)
        {
            return token is null
                ? ValueTask.FromResult<UserInfo?>(UserInfo.Anonymous)
                : authenticator.AuthenticateAsync(new Credentials(token, null), http.RequestAborted);
        }

        return proxies.IsAsked(http.Request.Headers) ? FindBehindProxyAsync(http, token, certificate) : FindAsync(http, token, certificate);
    }

    // What the headers say comes before what the certificate itself proves.
    private async ValueTask<UserInfo?> FindBehindProxyAsync(HttpContext http, string? token, X509Certificate2 certificate) =>
        await proxies.AuthenticateAsync(http, certificate) ?? await FindAsync(http, token, certificate);

    private ValueTask<UserInfo?> FindAsync(HttpContext http, string? token, X509Certificate2 certificate)
    {
        if (token is not null) return authenticator.AuthenticateAsync(new Credentials(token, certificate), http.RequestAborted);
        var items = http.Features.Get<IConnectionItemsFeature>()?.Items;
        if (items is not null && items.TryGetValue(ItemKey, out var kept) && kept is KnownUser known && time.GetUtcNow() < known.Until)
            return ValueTask.FromResult<UserInfo?>(known.User);
        return AuthenticateFirstAsync(http, new Credentials(null, certificate), items);
    }

    private async ValueTask<UserInfo?> AuthenticateFirstAsync(HttpContext http, Credentials credentials, IDictionary<object, object?>? items)
    {
        var user = await authenticator.AuthenticateAsync(credentials, http.RequestAborted);
        if (user is null || items is null) return user;
        // Streams of one HTTP/2 connection share the items, and may come here at once.
        lock (items) items[ItemKey] = new KnownUser(user, new DateTimeOffset(credentials.ClientCertificate!.NotAfter.ToUniversalTime()));
        return user;
    }

    private sealed record KnownUser(UserInfo User, DateTimeOffset Until);
}

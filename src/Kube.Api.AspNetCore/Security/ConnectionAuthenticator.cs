using Kube.Api.Authentication;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Kube.Api.AspNetCore.Security;

/// <summary>Finds out who makes an HTTP request. What a client certificate proves is kept with its connection, because checking a chain costs more than serving a request.</summary>
internal sealed class ConnectionAuthenticator(RequestAuthenticator authenticator, TimeProvider time)
{
    private static readonly object ItemKey = new();

    /// <summary>The user, or null for 401.</summary>
    public ValueTask<UserInfo?> AuthenticateAsync(HttpContext http)
    {
        var token = AuthorizationHeader.BearerToken(http.Request.Headers.Authorization) ?? WebSocketBearer.Take(http.Request);
        var certificate = http.Features.Get<ITlsConnectionFeature>()?.ClientCertificate;
        if (certificate is null)
        {
            return token is null
                ? ValueTask.FromResult<UserInfo?>(UserInfo.Anonymous)
                : authenticator.AuthenticateAsync(new Credentials(token, null), http.RequestAborted);
        }

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

using Kube.Api.Authentication;
using Kube.Api.Authentication.Certificates;
using Kube.Api.Models;
using Kube.Api.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Kube.Node.Endpoint;

/// <summary>Finds out who calls: by client certificate here, by token through the API server.</summary>
internal sealed class EndpointAuthentication(EndpointCertificates certificates, EndpointClient client, TimeProvider time)
{
    private readonly RequestAuthenticator _certificates = new([new ClientCertificateAuthenticator(certificates.ClientAuthorities, time)]);

    /// <summary>The user; null when there is none to be found.</summary>
    public async ValueTask<UserInfo?> AuthenticateAsync(HttpContext http)
    {
        if (http.Features.Get<ITlsConnectionFeature>()?.ClientCertificate is { } certificate
            && await _certificates.AuthenticateAsync(new Credentials(null, certificate), http.RequestAborted) is { } user
            && user.Name != UserNames.Anonymous)
            return user;
        return AuthorizationHeader.BearerToken(http.Request.Headers.Authorization) is { } token ? await ReviewAsync(token, http.RequestAborted) : null;
    }

    private async ValueTask<UserInfo?> ReviewAsync(string token, CancellationToken cancellationToken)
    {
        var review = new V1TokenReview { Spec = new() { Token = token } };
        var answer = await client.Reviews.For<V1TokenReview>().CreateAsync(review, WriteOptions.Default, cancellationToken);
        if (answer.Status?.Authenticated != true) return null;
        var user = answer.Status.User;
        return new UserInfo(
            user.Username ?? "", user.Uid, user.Groups ?? [],
            user.Extra?.Select(entry => new KeyValuePair<string, System.Collections.Immutable.ImmutableArray<string>>(entry.Key, [.. entry.Value])).ToDictionary());
    }
}

using System.Net.Security;
using Kube.Api.Authentication.Certificates;
using Kube.Api.Tree;

namespace Kube.Api.Authentication.Jwt;

/// <summary>The keys of one issuer, fetched when they are first needed and again when a token names one that is not among them. Safe for concurrent use.</summary>
/// <remarks>One fetch at a time, and none sooner than a second after the last, so that nobody can make this server flood the issuer.</remarks>
internal sealed class IssuerKeys(JwtIssuerSettings issuer, TimeProvider time) : IDisposable
{
    private const int MostBytes = 1 << 20;
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _fetching = new(1);
    private readonly Lazy<HttpClient> _http = new(() => Create(issuer));
    private volatile IReadOnlyList<JsonWebKey>? _keys;
    private Uri? _keysAt;
    private long _fetched;

    /// <summary>The keys that a token may be signed with: that of its name, or with no name all.</summary>
    /// <exception cref="JwtException">They cannot be had.</exception>
    public async ValueTask<IReadOnlyList<JsonWebKey>> FindAsync(string id, CancellationToken cancellationToken)
    {
        var known = _keys;
        if (Select(known, id) is { Count: > 0 } found) return found;
        await _fetching.WaitAsync(cancellationToken);
        try
        {
            if (ReferenceEquals(known, _keys) && (_fetched == 0 || time.GetElapsedTime(_fetched) >= s_pause))
            {
                _fetched = time.GetTimestamp();
                _keys = await FetchAsync(cancellationToken);
            }
        }
        finally
        {
            _fetching.Release();
        }

        return Select(_keys, id);
    }

    public void Dispose()
    {
        if (_http.IsValueCreated) _http.Value.Dispose();
        _fetching.Dispose();
    }

    private static IReadOnlyList<JsonWebKey> Select(IReadOnlyList<JsonWebKey>? keys, string id) =>
        keys is null ? [] : id.Length == 0 ? keys : [.. keys.Where(key => key.Id == id)];

    private static HttpClient Create(JwtIssuerSettings issuer)
    {
        var tls = new SslClientAuthenticationOptions();
        if (issuer.CertificateAuthority is { Length: > 0 } pem) tls.CertificateChainPolicy = TrustedAuthorities.Policy(pem);
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, SslOptions = tls, ConnectTimeout = TimeSpan.FromSeconds(30) };
        return new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(30), MaxResponseContentBufferSize = MostBytes };
    }

    private async Task<IReadOnlyList<JsonWebKey>> FetchAsync(CancellationToken cancellationToken)
    {
        try
        {
            _keysAt ??= await DiscoverAsync(cancellationToken);
            var set = await GetAsync(_keysAt, cancellationToken);
            return [.. (set.GetArray("keys"u8) ?? TreeArray.Empty).Items.ToArray().OfType<TreeObject>().Select(JsonWebKey.Read).OfType<JsonWebKey>()];
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or TreeFormatException or UriFormatException
            || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new JwtException($"oidc: authenticator not initialized: {fault.Message}", fault);
        }
    }

    private async Task<Uri> DiscoverAsync(CancellationToken cancellationToken)
    {
        var at = issuer.DiscoveryURL is { Length: > 0 } elsewhere ? elsewhere : $"{issuer.Url.TrimEnd('/')}/.well-known/openid-configuration";
        var document = await GetAsync(new Uri(at), cancellationToken);
        var named = document.GetString("issuer"u8);
        if (named != issuer.Url) throw new JwtException($"oidc: issuer did not match the issuer returned by provider, expected \"{issuer.Url}\" got \"{named}\"");
        return new Uri(document.GetString("jwks_uri"u8) ?? throw new JwtException("oidc: the provider names no keys"));
    }

    private async Task<TreeObject> GetAsync(Uri at, CancellationToken cancellationToken) =>
        TreeNode.Parse(await _http.Value.GetByteArrayAsync(at, cancellationToken)) as TreeObject ?? throw new JwtException($"oidc: {at} gave no object");
}

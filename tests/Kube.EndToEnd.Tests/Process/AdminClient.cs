using System.Net.Http.Headers;
using System.Net.Security;
using System.Text;
using Kube.Tests.Shared;

namespace Kube.EndToEnd.Tests.Process;

/// <summary>Plain HTTPS as an administrator known by token, for what kubectl is too slow for.</summary>
internal sealed class AdminClient : IDisposable
{
    private const string Token = "end-to-end";
    private readonly HttpClient _http;

    public AdminClient(ClusterProcess cluster)
    {
        _http = new HttpClient(new SocketsHttpHandler
        {
            // The port is our own child's; its authority is as young as it is.
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null },
            MaxConnectionsPerServer = 1000,
        })
        { BaseAddress = cluster.Address };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
    }

    /// <summary>Writes the token file that a cluster for this client is started with, and returns its flags.</summary>
    public static async Task<IReadOnlyList<string>> FlagsAsync(TemporaryDirectory directory, CancellationToken cancellationToken)
    {
        var path = directory.Combine("tokens.csv");
        await File.WriteAllTextAsync(path, $"{Token},admin,admin-uid,\"system:masters\"\n", cancellationToken);
        return ["--token-auth-file", path];
    }

    /// <summary>Returns when the server has acknowledged the object; an answer that refuses it fails the test.</summary>
    public async Task CreateConfigMapAsync(string name, CancellationToken cancellationToken)
    {
        if (await TryCreateConfigMapAsync(name, "v", cancellationToken) is { } refusal) Assert.Fail($"{name} was refused: {refusal}");
    }

    /// <summary>Returns the body of the answer when the server refuses the object; null when it is acknowledged.</summary>
    public async Task<string?> TryCreateConfigMapAsync(string name, string value, CancellationToken cancellationToken)
    {
        using var body = new StringContent(
            $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{name}}}"},"data":{"k":"{{{value}}}"}}""", Encoding.UTF8, "application/json");
        using var response = await _http.PostAsync(new Uri("/api/v1/namespaces/default/configmaps", UriKind.Relative), body, cancellationToken);
        return response.IsSuccessStatusCode ? null : await response.Content.ReadAsStringAsync(cancellationToken);
    }

    public Task<string> GetAsync(string path, CancellationToken cancellationToken) => _http.GetStringAsync(new Uri(path, UriKind.Relative), cancellationToken);

    /// <summary>Opens a watch and returns its body once the server has begun it.</summary>
    public async Task<Stream> WatchAsync(string path, CancellationToken cancellationToken)
    {
        var response = await _http.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsStreamAsync(cancellationToken);
    }

    public void Dispose() => _http.Dispose();
}

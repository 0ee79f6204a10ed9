using System.Net.Security;
using Kube.Tests.Shared;

namespace Kube.Wire.Tests.Replay;

/// <summary>A server to replay against, and a client of it.</summary>
internal sealed class WireServer : IAsyncDisposable
{
    private readonly HttpMessageInvoker _http;
    private readonly Func<ValueTask> _stop;

    private WireServer(Uri address, Func<ValueTask> stop)
    {
        _stop = stop;
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            RequestHeaderEncodingSelector = static (_, _) => System.Text.Encoding.Latin1,
            MaxConnectionsPerServer = int.MaxValue,
            // The server's authority is as young as the server; what is compared here is bytes, not trust.
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null },
        });
        Client = new WireClient(_http, address, WireUsers.Tokens);
    }

    public WireClient Client { get; }

    /// <param name="compactionInterval">How often the server discards its history; null for its default.</param>
    public static async Task<WireServer> StartAsync(TimeSpan? compactionInterval, CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable("KUBE_WIRE_SERVER") is { Length: > 0 } running)
            return new WireServer(new Uri(running), () => ValueTask.CompletedTask);
        return await StartOwnAsync(compactionInterval, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _stop();
    }

    private static async Task<WireServer> StartOwnAsync(TimeSpan? compactionInterval, CancellationToken cancellationToken)
    {
        var directory = new TemporaryDirectory();
        var users = directory.Combine("users.csv");
        await File.WriteAllTextAsync(users, WireUsers.TokenFile, cancellationToken);
        List<string> arguments = ["--token-auth-file", users, "--advertise-address", "192.0.2.10", .. ClusterProcess.ApiServerOnly];
        if (compactionInterval is { } interval) arguments.AddRange(["--etcd-compaction-interval", $"{interval.TotalSeconds}s"]);
        var cluster = await ClusterProcess.StartAsync(directory.Combine("data"), arguments, cancellationToken: cancellationToken);
        return new WireServer(cluster.Address, async () =>
        {
            await cluster.DisposeAsync();
            directory.Dispose();
        });
    }
}

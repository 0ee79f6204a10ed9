using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Kube.Api.AspNetCore.Hosting;

namespace Kube.Api.AspNetCore.Tests.Hosting;

public sealed class TlsBuffersTests
{
    [Fact]
    public async Task ReleaseWhenIdle_AfterTheHandshake_IsDoneAndTheStreamGoesOn()
    {
        var (server, client) = await ConnectAsync(TestContext.Current.CancellationToken);
        await using var first = server;
        await using var second = client;

        // A runtime that holds OpenSSL's handle elsewhere makes connections heavier, not wrong: this says that it is time to look.
        Assert.True(TlsBuffers.ReleaseWhenIdle(server));
        Assert.True(TlsBuffers.ReleaseWhenIdle(server));

        await ExchangeAsync(client, server, TestContext.Current.CancellationToken);
        await ExchangeAsync(server, client, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task ReleaseWhenIdle_BeforeTheHandshake_IsNotDone()
    {
        await using var stream = new SslStream(new MemoryStream());
        Assert.False(TlsBuffers.ReleaseWhenIdle(stream));
    }

    [Fact]
    public async Task ReleaseWhenIdle_ClosedStream_IsNotDone()
    {
        var (server, client) = await ConnectAsync(TestContext.Current.CancellationToken);
        await client.DisposeAsync();
        await server.DisposeAsync();
        Assert.False(TlsBuffers.ReleaseWhenIdle(server));
    }

    /// <summary>Pieces of a byte, and of more than a record holds.</summary>
    private static async Task ExchangeAsync(SslStream from, SslStream to, CancellationToken cancellationToken)
    {
        foreach (var size in (int[])[1, 100_000, 1, 20_000])
        {
            var sent = new byte[size];
            for (var i = 0; i < size; i++) sent[i] = (byte)i;
            var received = new byte[size];
            await Task.WhenAll(from.WriteAsync(sent, cancellationToken).AsTask(), to.ReadExactlyAsync(received, cancellationToken).AsTask());
            Assert.Equal(sent, received);
        }
    }

    private static async Task<(SslStream Server, SslStream Client)> ConnectAsync(CancellationToken cancellationToken)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var connecting = new TcpClient();
        var accepting = listener.AcceptTcpClientAsync(cancellationToken).AsTask();
        await connecting.ConnectAsync((IPEndPoint)listener.LocalEndpoint, cancellationToken);
        var server = new SslStream((await accepting).GetStream());
        var client = new SslStream(connecting.GetStream());
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=test", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new(2120, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await Task.WhenAll(
            server.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, cancellationToken),
            client.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions { TargetHost = "test", RemoteCertificateValidationCallback = static (_, shown, _, _) => shown is not null }, cancellationToken));
        return (server, client);
    }
}

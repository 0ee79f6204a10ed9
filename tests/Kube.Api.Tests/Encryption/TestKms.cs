using Google.Protobuf;
using Kube.Api.Encryption.Kms;
using Kube.Api.Encryption.Kms.Protos;
using Kube.Shared.Grpc;
using Kube.Shared.Grpc.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Kube.Api.Tests.Encryption;

/// <summary>A key management service on a Unix socket of its own, which speaks real gRPC. What it guards is only turned around.</summary>
internal sealed class TestKms : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("kube-kms").FullName;
    private WebApplication? _app;
    private int _encrypted;
    private int _decrypted;

    public string Provider => $"{{kms: {{apiVersion: v2, name: local, endpoint: 'unix://{Path.Combine(_directory, "kms.sock")}', timeout: 30s}}}}";

    public string KeyId { get; set; } = "first";

    public bool IsWell { get; set; } = true;

    public int Encrypted => _encrypted;

    public int Decrypted => _decrypted;

    public static async Task<TestKms> StartAsync()
    {
        var kms = new TestKms();
        var server = new GrpcServer().AddUnary(KmsMethods.Status, (_, _) => Task.FromResult(kms.Status()))
            .AddUnary(KmsMethods.Encrypt, (request, _) => Task.FromResult(kms.Encrypt(request)))
            .AddUnary(KmsMethods.Decrypt, (request, _) => Task.FromResult(kms.Decrypt(request)));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(Path.Combine(kms._directory, "kms.sock"), static listen => listen.Protocols = HttpProtocols.Http2));
        kms._app = builder.Build();
        kms._app.Run(server.HandleAsync);
        await kms._app.StartAsync(TestContext.Current.CancellationToken);
        return kms;
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null) await _app.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private StatusResponse Status() =>
        IsWell ? new() { Version = "v2", Healthz = "ok", KeyId = KeyId } : throw new GrpcException(GrpcStatusCode.Unavailable, "the vault is shut");

    private EncryptResponse Encrypt(EncryptRequest request)
    {
        Assert.Equal(32, request.Plaintext.Length);
        Assert.NotEmpty(request.Uid);
        Interlocked.Increment(ref _encrypted);
        return new() { Ciphertext = Turn(request.Plaintext), KeyId = KeyId, Annotations = { ["turned.kms.example.com"] = ByteString.CopyFromUtf8(KeyId) } };
    }

    private DecryptResponse Decrypt(DecryptRequest request)
    {
        Assert.Equal(request.KeyId, request.Annotations["turned.kms.example.com"].ToStringUtf8());
        Interlocked.Increment(ref _decrypted);
        return new() { Plaintext = Turn(request.Ciphertext) };
    }

    private static ByteString Turn(ByteString bytes) => ByteString.CopyFrom([.. bytes.Reverse()]);
}

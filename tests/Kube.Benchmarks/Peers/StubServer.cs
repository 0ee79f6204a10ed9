using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Kube.Benchmarks.Api;

namespace Kube.Benchmarks.Peers;

/// <summary>The least a server on this stack can do: Kestrel over TLS answering fixed bytes of the same sizes. It shows what the machine, TLS and the client
/// leave for a server to spend.</summary>
internal static class StubServer
{
    public static async Task<int> RunAsync(string[] args)
    {
        var port = int.Parse(args[0]);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        using var certificate = MakeCertificate();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, listen => listen.UseHttps(certificate)));
        await using var app = builder.Build();
        var one = BenchmarkPods.Filler(BenchmarkPods.ServedBytes);
        var list = BenchmarkPods.Filler(BenchmarkPods.ServedBytes * BenchmarkPods.ListLength);
        app.Run(async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            var created = HttpMethods.IsPost(context.Request.Method);
            var body = context.Request.Path.Value!.EndsWith("/pods", StringComparison.Ordinal) && !created ? list : one;
            context.Response.StatusCode = created ? 201 : 200;
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = body.Length;
            await context.Response.BodyWriter.WriteAsync(body);
        });
        await app.StartAsync();
        Console.WriteLine("stub ready");
        await app.WaitForShutdownAsync();
        return 0;
    }

    private static X509Certificate2 MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }
}

using System.Text.Json;
using System.Threading.Channels;
using Kube.Api.Audit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kube.Api.AspNetCore.Tests.Audit;

/// <summary>Records sent to a server of the test's own.</summary>
public sealed class AuditWebhookTests : IAsyncLifetime
{
    private readonly Channel<JsonElement> _lists = Channel.CreateUnbounded<JsonElement>();
    private readonly string _kubeconfig = Path.GetTempFileName();
    private WebApplication? _receiver;
    private int _failures;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _receiver = builder.Build();
        _receiver.MapPost("/audit", async (HttpContext http) =>
        {
            var list = (await JsonDocument.ParseAsync(http.Request.Body)).RootElement;
            if (Interlocked.Decrement(ref _failures) >= 0)
            {
                http.Response.StatusCode = 503;
                return;
            }

            await _lists.Writer.WriteAsync(list);
        });
        await _receiver.StartAsync(Cancel);
        var address = _receiver.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        await File.WriteAllTextAsync(_kubeconfig, $$$"""
            apiVersion: v1
            kind: Config
            clusters: [{name: a, cluster: {server: "{{{address}}}/audit"}}]
            users: [{name: a, user: {}}]
            contexts: [{name: a, context: {cluster: a, user: a}}]
            current-context: a
            """, Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _receiver!.DisposeAsync();
        File.Delete(_kubeconfig);
    }

    [Fact]
    public async Task Records_AreSentInLists_AndAgainAfterAFailure()
    {
        _failures = 2;
        await using var services = Services(batch: 2, buffer: 100);
        var (backend, hosted) = Start(services);
        await hosted.StartingAsync(Cancel);
        foreach (var id in (string[])["a", "b", "c"]) backend.Take(System.Text.Encoding.UTF8.GetBytes($$"""{"auditID":"{{id}}"}"""));

        var first = await _lists.Reader.ReadAsync(Cancel);
        Assert.Equal("EventList", first.GetProperty("kind").GetString());
        Assert.Equal("audit.k8s.io/v1", first.GetProperty("apiVersion").GetString());
        Assert.Equal(["a", "b"], Ids(first));

        // The rest does not wait for company when the server stops.
        await hosted.StoppedAsync(Cancel);
        Assert.Equal(["c"], Ids(await _lists.Reader.ReadAsync(Cancel)));
        Assert.Equal(0, backend.Lost);
    }

    [Fact]
    public async Task Records_ThatFindNoRoom_AreCounted()
    {
        await using var services = Services(batch: 1, buffer: 2);
        var (backend, hosted) = Start(services);
        for (var i = 0; i < 5; i++) backend.Take("{}"u8);
        Assert.Equal(3, backend.Lost);
        await hosted.StartingAsync(Cancel);
        await hosted.StoppedAsync(Cancel);
    }

    private ServiceProvider Services(int batch, int buffer)
    {
        var services = new ServiceCollection().AddLogging();
        services.AddKubeApi();
        services.AddAudit(audit =>
        {
            audit.WebhookConfigFile = _kubeconfig;
            audit.WebhookBatchSize = batch;
            audit.WebhookBufferSize = buffer;
            audit.WebhookBatchWait = TimeSpan.FromHours(1);
            audit.WebhookInitialBackoff = TimeSpan.FromMilliseconds(1);
        });
        return services.BuildServiceProvider();
    }

    private static (IAuditBackend Backend, IHostedLifecycleService Hosted) Start(ServiceProvider services)
    {
        var backend = services.GetRequiredService<IAuditBackend>();
        return (backend, (IHostedLifecycleService)backend);
    }

    private static string[] Ids(JsonElement list) => [.. list.GetProperty("items").EnumerateArray().Select(static item => item.GetProperty("auditID").GetString()!)];
}

using System.Net;
using Kube.Api.AspNetCore.Hosting;
using Kube.Api.AspNetCore.Tests.Door;
using Kube.Api.Hosting;
using Kube.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Kube.Api.AspNetCore.Tests.FlowControl;

/// <summary>Flow control over real HTTP: two seats for everybody who is no administrator.</summary>
public sealed class FlowGateTests(FlowGateTests.TwoSeats server) : DoorTest(server), IClassFixture<FlowGateTests.TwoSeats>
{
    [Fact]
    public async Task Requests_MoreThanSeats_AreToldToComeAgain()
    {
        using var alice = Server.Client("tok-alice");
        using var admin = Server.Client();
        var slow = new[] { new SlowBody(), new SlowBody() };
        var writes = slow.Select(body => alice.PostAsync("/api/v1/namespaces", body, Cancel)).ToArray();
        await UntilAsync(admin, static table => table.Split('\n').Count(line => line.StartsWith("catch-all,", StringComparison.Ordinal)) == 2);

        using var refused = await alice.GetAsync("/api/v1/namespaces/default", Cancel);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal("Too many requests, please try again later.\n", await refused.Content.ReadAsStringAsync(Cancel));
        Assert.Equal("text/plain; charset=utf-8", refused.Content.Headers.ContentType!.ToString());
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter!.Delta);
        Assert.True(refused.Headers.Contains("X-Kubernetes-PF-FlowSchema-UID"));
        Assert.True(refused.Headers.Contains("X-Kubernetes-PF-PriorityLevel-UID"));

        // An administrator is let in, and sees it.
        var metrics = await admin.GetStringAsync("/metrics", Cancel);
        Assert.Contains(
            "apiserver_flowcontrol_rejected_requests_total{flow_schema=\"catch-all\",priority_level=\"catch-all\",reason=\"concurrency-limit\"} ", metrics, StringComparison.Ordinal);
        Assert.Contains("apiserver_flowcontrol_nominal_limit_seats{priority_level=\"catch-all\"} 2\n", metrics, StringComparison.Ordinal);

        foreach (var body in slow) body.End();
        foreach (var write in writes) (await write).Dispose();
        await UntilAsync(admin, static table => !table.Contains("catch-all,", StringComparison.Ordinal));
        using var served = await alice.GetAsync("/api/v1/namespaces/default", Cancel);
        Assert.NotEqual(HttpStatusCode.TooManyRequests, served.StatusCode);
    }

    [Fact]
    public async Task Watches_ThatStand_HoldNoSeats()
    {
        using var alice = Server.Client("tok-alice");
        using var admin = Server.Client();
        var streams = new List<Stream>();
        for (var i = 0; i < 4; i++) streams.Add(await WatchAsync(alice));
        using var served = await alice.GetAsync("/apis/apps/v1/deployments", Cancel);
        Assert.Equal(HttpStatusCode.OK, served.StatusCode);
        foreach (var stream in streams) await stream.DisposeAsync();
    }

    /// <summary>A watch; one that comes before the one before it stands is asked for again, as a client does.</summary>
    private static async Task<Stream> WatchAsync(HttpClient client)
    {
        var watch = await Waiting.UntilAsync(
            () => client.GetAsync("/api/v1/pods?watch=true", HttpCompletionOption.ResponseHeadersRead, Cancel),
            static answer => answer.StatusCode == HttpStatusCode.OK,
            static answer => $"the watch is answered {answer.StatusCode}");
        return await watch.Content.ReadAsStreamAsync(Cancel);
    }

    private static Task UntilAsync(HttpClient admin, Func<string, bool> holds) =>
        Waiting.UntilAsync(() => admin.GetStringAsync("/debug/api_priority_and_fairness/dump_requests", Cancel), holds, static table => table);

    public sealed class TwoSeats : DoorFixture
    {
        protected override void Register(IKubeApiBuilder api) => api.Services.Configure<KubeApiServerOptions>(static server =>
        {
            server.MaxRequestsInflight = 1;
            server.MaxMutatingRequestsInflight = 1;
        });
    }

    /// <summary>A body that does not end until it is told to.</summary>
    private sealed class SlowBody : HttpContent
    {
        private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public SlowBody() => Headers.ContentType = new("application/json");

        public void End() => _end.TrySetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync("{"u8.ToArray());
            await stream.FlushAsync();
            await _end.Task;
            await stream.WriteAsync("}"u8.ToArray());
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}

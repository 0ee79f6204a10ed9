using Kube.Api.Authentication;
using Kube.Api.Client;
using Kube.Api.Models;
using Kube.Testing.Time;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Kube.Testing.Cluster;

/// <summary>A whole cluster in the test's process: store, API, controllers, scheduler and nodes, on a clock that moves only when the cluster has nothing to do.
/// No port, and no file but <see cref="TestClusterOptions.StartupProfile"/>.</summary>
/// <example><code>
/// await using var cluster = await TestCluster.StartAsync(o => o.Nodes = 3);
/// await cluster.Client.For&lt;V1Deployment&gt;().CreateAsync(web, WriteOptions.Default, cancellationToken);
/// await cluster.WaitForAsync(() => IsAvailableAsync("web"));
/// </code></example>
public sealed class TestCluster : IAsyncDisposable
{
    /// <summary>How much of the cluster's time a wait may take when it does not say: 10 minutes.</summary>
    public static readonly TimeSpan DefaultWait = TimeSpan.FromMinutes(10);

    private readonly ServiceProvider _services;
    private readonly IReadOnlyList<IHostedService> _hosted;

    private TestCluster(ServiceProvider services, VirtualScheduler scheduler)
    {
        _services = services;
        Scheduler = scheduler;
        _hosted = [.. services.GetServices<IHostedService>()];
        var administrator = services.GetRequiredService<IKubeClientFactory>().Create(
            new UserInfo("kubernetes-admin", groups: [UserNames.MastersGroup, UserNames.AuthenticatedGroup]), "test");
        Client = new SteppedClient(administrator, scheduler);
    }

    /// <summary>An administrator's client. Its calls begin when the cluster has nothing to do at the present moment: what a test does one after another, the
    /// cluster sees so too.</summary>
    public IKubeClient Client { get; }

    /// <summary>The cluster's services.</summary>
    public IServiceProvider Services => _services;

    /// <summary>Its clock.</summary>
    public TimeProvider Time => Scheduler.Time;

    /// <summary>Runs its loops and moves its clock.</summary>
    public VirtualScheduler Scheduler { get; }

    /// <summary>Starts a cluster; it is ready when this returns, its nodes joined.</summary>
    /// <param name="configure">Changes what it has.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<TestCluster> StartAsync(Action<TestClusterOptions>? configure = null, CancellationToken cancellationToken = default)
    {
        var options = new TestClusterOptions();
        configure?.Invoke(options);
        if (options.StartupProfile) StartupProfile.Begin();
        var scheduler = new VirtualScheduler(new(options.Start), options.Seed);
        // As a part of the cluster: some services start their loops when they are made, and those made after them would race with the first steps.
        var cluster = await scheduler.RunAsync(() => Task.FromResult(new TestCluster(TestClusterServices.Build(options, scheduler), scheduler)));
        try
        {
            // What those loops do first is done before the start is one step among theirs: this thread would come sooner or later, as the machine has it.
            await scheduler.WhenIdleAsync(cancellationToken);
            await scheduler.Run("start", () => cluster.StartHostedAsync(cancellationToken));
            await scheduler.WhenIdleAsync(cancellationToken);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Lets time pass, and everything happen that happens meanwhile.</summary>
    public Task AdvanceAsync(TimeSpan by, CancellationToken cancellationToken = default) => Scheduler.AdvanceAsync(by, cancellationToken);

    /// <summary>Lets months pass in a moment, as on machines that sleep: nothing happens meanwhile, and whatever was due happens once, late.</summary>
    public Task SkipAsync(TimeSpan by, CancellationToken cancellationToken = default) => Scheduler.SkipAsync(by, cancellationToken);

    /// <summary>Waits until the cluster has nothing to do at the present moment.</summary>
    public Task WhenIdleAsync(CancellationToken cancellationToken = default) => Scheduler.WhenIdleAsync(cancellationToken);

    /// <summary>Lets time pass until a condition holds.</summary>
    /// <param name="condition">Asked whenever the cluster has nothing to do at the present moment.</param>
    /// <param name="atMost">How much of the cluster's time may pass; by default <see cref="DefaultWait"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="TimeoutException">It did not hold in that time.</exception>
    public async Task WaitForAsync(Func<ValueTask<bool>> condition, TimeSpan? atMost = null, CancellationToken cancellationToken = default)
    {
        var limit = atMost ?? DefaultWait;
        if (!await Scheduler.TryAdvanceUntilAsync(condition, limit, cancellationToken))
            throw new TimeoutException($"the condition did not hold within {limit} of the cluster's time{await WarningsAsync(cancellationToken)}");
    }

    /// <summary>Stops everything.</summary>
    public async ValueTask DisposeAsync()
    {
        await Scheduler.Run("stop", StopHostedAsync);
        await Scheduler.Run("dispose", () => _services.DisposeAsync().AsTask());
        Scheduler.Dispose();
    }

    /// <summary>What the cluster itself complains of: most often the reason.</summary>
    private async Task<string> WarningsAsync(CancellationToken cancellationToken)
    {
        var events = await Client.For<Corev1Event>().ListAsync("", new() { FieldSelector = "type=Warning" }, cancellationToken);
        var texts = events.Items.Select(static told => $"{told.InvolvedObject.Kind} {told.InvolvedObject.Namespace}/{told.InvolvedObject.Name}: {told.Reason}: {told.Message}")
            .Distinct().TakeLast(10).ToArray();
        return texts.Length == 0 ? "" : $"; warnings of the cluster:\n{string.Join('\n', texts)}";
    }

    private async Task StartHostedAsync(CancellationToken cancellationToken)
    {
        // As a host does: options that are wrong end the start, all at once.
        _services.GetService<IStartupValidator>()?.Validate();
        foreach (var service in _hosted.OfType<IHostedLifecycleService>()) await service.StartingAsync(cancellationToken);
        foreach (var service in _hosted) await service.StartAsync(cancellationToken);
        foreach (var service in _hosted.OfType<IHostedLifecycleService>()) await service.StartedAsync(cancellationToken);
    }

    private async Task StopHostedAsync()
    {
        foreach (var service in _hosted.Reverse().OfType<IHostedLifecycleService>()) await service.StoppingAsync(CancellationToken.None);
        foreach (var service in _hosted.Reverse()) await service.StopAsync(CancellationToken.None);
        foreach (var service in _hosted.Reverse().OfType<IHostedLifecycleService>()) await service.StoppedAsync(CancellationToken.None);
    }
}

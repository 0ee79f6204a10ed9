using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Controllers.Queues;
using Microsoft.Extensions.Logging;

namespace Kube.Controllers.Runtime;

/// <summary>One controller: a queue that its sources fill, and workers that start when every cache it reads has synced.</summary>
internal sealed partial class Controller<TResource> : IRunningController
    where TResource : class, IKubernetesObject
{
    private readonly WorkQueue<ObjectKey> _queue;
    private readonly ControllerPlan<TResource> _plan;
    private readonly ControllerTerm _term;
    private readonly ControllerServices _services;
    private readonly ILogger _logger;
    private readonly List<IDisposable> _subscriptions = [];

    private Controller(ControllerPlan<TResource> plan, ControllerTerm term, Func<IReconcileQueue, ControllerServices> services)
    {
        _plan = plan;
        _term = term;
        _queue = new(plan.Name, term.Time);
        Queue = new ReconcileQueue(_queue);
        _services = services(Queue);
        _logger = term.Logs.CreateLogger($"Kube.Controllers.{plan.Name}");
        Cache = plan.CacheOf((IResourceCaches)_services.GetService(typeof(IResourceCaches))!);
        Reconciler = null!;
    }

    public bool IsReady { get; private set; }

    public IReconcileQueue Queue { get; }

    public IResourceCache<TResource> Cache { get; }

    public IReconciler<TResource> Reconciler { get; private set; }

    public static Controller<TResource> Make<TReconciler>(
        ControllerPlan<TResource> plan, ControllerTerm term, Func<IReconcileQueue, ControllerServices> services, Func<IServiceProvider, TReconciler> make)
        where TReconciler : class, IReconciler<TResource>
    {
        var controller = new Controller<TResource>(plan, term, services);
        controller.Reconciler = make(controller._services);
        return controller;
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var caches = (IResourceCaches)_services.GetService(typeof(IResourceCaches))!;
        _subscriptions.Add(Cache.Subscribe(new ResourceHandler<TResource>(Queue, _plan.Matters, _plan.UpdateMatters)));
        foreach (var source in _plan.Sources) _subscriptions.Add(source(this, caches));
        await Task.WhenAll(_services.Caches.Select(cache => cache.WaitForSyncAsync(cancellationToken)));

        IsReady = true;
        using var ending = cancellationToken.Register(_queue.Dispose);
        var workers = new Task[_plan.Workers];
        for (var i = 0; i < workers.Length; i++) workers[i] = _term.Work.Run($"{_plan.Name}.{i}", () => WorkAsync(cancellationToken));
        await Task.WhenAll(workers);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var subscription in _subscriptions) subscription.Dispose();
        _queue.Dispose();
        if (Reconciler is IAsyncDisposable asynchronous) await asynchronous.DisposeAsync();
        else (Reconciler as IDisposable)?.Dispose();
        await _services.DisposeAsync();
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        while (await _queue.TakeAsync() is { IsKey: true, Key: var key } && !cancellationToken.IsCancellationRequested)
        {
            try
            {
                var result = await Reconciler.ReconcileAsync(key, cancellationToken);
                _queue.Forget(key);
                if (result.After is { } after) _queue.AddAfter(key, after);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (TerminalReconcileException e)
            {
                GaveUp(e, _plan.Name, key);
                ReconcileMetrics.Terminal(_plan.Name);
                _queue.Forget(key);
            }
            catch (Exception e)
            {
                if (e is ConflictException) Conflicted(_plan.Name, key, e.Message);
                else Failed(e, _plan.Name, key, _queue.Failures(key) + 1);
                ReconcileMetrics.Failed(_plan.Name);
                _queue.Retry(key);
            }
            finally
            {
                _queue.Done(key);
            }
        }
    }

    [LoggerMessage(4001, LogLevel.Error, "{Controller} failed at {Key}, {Failures} times in a row; it is tried again")]
    private partial void Failed(Exception exception, string controller, ObjectKey key, int failures);

    [LoggerMessage(4002, LogLevel.Error, "{Controller} failed at {Key}; only a change of it will try again")]
    private partial void GaveUp(Exception exception, string controller, ObjectKey key);

    [LoggerMessage(4003, LogLevel.Debug, "{Controller} was overtaken at {Key}: {Message}")]
    private partial void Conflicted(string controller, ObjectKey key, string message);
}

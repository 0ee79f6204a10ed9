using Kube.Api.Authentication;
using Kube.Controllers.Queues;
using Microsoft.Extensions.Logging;

namespace Kube.Controllers.Runtime;

/// <summary>A loop that is registered.</summary>
internal sealed partial class LoopSpec(string name, UserInfo? user, string eventComponent, Func<IServiceProvider, IControllerLoop> make) : IControllerSpec
{
    public string Name { get; } = name;

    public ControllerParts Services { get; } = new();

    public IRunningController Make(ControllerTerm term)
    {
        var services = new ControllerServices(term, Services, user, eventComponent, null);
        return new Running(Name, make(services), services, term);
    }

    private sealed partial class Running(string name, IControllerLoop loop, ControllerServices services, ControllerTerm term) : IRunningController
    {
        private readonly ILogger _logger = term.Logs.CreateLogger($"Kube.Controllers.{name}");

        public bool IsReady { get; private set; }

        public async Task RunAsync(CancellationToken cancellationToken)
        {
            var waits = new RetryDelays<string>(term.Time);
            while (!cancellationToken.IsCancellationRequested)
            {
                try
                {
                    IsReady = true;
                    await loop.RunAsync(cancellationToken);
                }
                catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
                {
                    return;
                }
                catch (Exception e)
                {
                    IsReady = false;
                    Failed(e, name);
                    ReconcileMetrics.Failed(name);
                    await Task.Delay(waits.Next(name), term.Time, cancellationToken);
                }
            }
        }

        public async ValueTask DisposeAsync()
        {
            if (loop is IAsyncDisposable asynchronous) await asynchronous.DisposeAsync();
            else (loop as IDisposable)?.Dispose();
            await services.DisposeAsync();
        }

        [LoggerMessage(4004, LogLevel.Error, "{Controller} failed; it is started again")]
        private partial void Failed(Exception exception, string controller);
    }
}

using Kube.Api.Authentication;
using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Client.Events;
using Kube.Api.Requests;
using Kube.Store.Work;
using Microsoft.Extensions.Logging;

namespace Kube.Controllers.Runtime;

/// <summary>What every controller of a host runs on, while it leads.</summary>
/// <param name="Services">The host's.</param>
/// <param name="Caches">Shared by all controllers.</param>
/// <param name="ClientOf">Makes a client of a user; without one, of the default user.</param>
/// <param name="Work">Runs loops.</param>
/// <param name="Time">The clock.</param>
/// <param name="Random">Spreads waits.</param>
/// <param name="Logs">Where to.</param>
internal sealed record ControllerTerm(
    IServiceProvider Services,
    IResourceCaches Caches,
    Func<UserInfo?, IKubeClient> ClientOf,
    IWorkScheduler Work,
    TimeProvider Time,
    IRandomSource Random,
    ILoggerFactory Logs)
{
    public IKubeClient Client(UserInfo? user) => ClientOf(user);

    public EventRecorder Recorder(IKubeClient client, string component) => new(client, new(component), Work, Time, Logs, Random);
}

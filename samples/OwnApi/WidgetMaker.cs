using Kube.Api.Authentication;
using Kube.Api.Client;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Api.Watch;

namespace Kube.Samples.OwnApi;

/// <summary>Makes what widgets ask for, which here is no work at all, and says so in their status.</summary>
internal sealed class WidgetMaker(IKubeClientFactory clients, TimeProvider time) : BackgroundService
{
    private readonly IResourceClient<Widget> _widgets = clients.Create(new UserInfo("widget-maker", groups: [UserNames.AuthenticatedGroup]), "widget-maker").For<Widget>();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Without a place to start from, a watch tells first what is there already.
        await foreach (var change in _widgets.WatchAsync("", new ListOptions(), stoppingToken))
        {
            if (change.Type is WatchEventType.Deleted || change.Object.Spec?.Replicas is not { } wished || change.Object.Status?.Replicas == wished) continue;
            try
            {
                await MakeAsync(change.Object, wished, stoppingToken);
            }
            catch (ApiException refused) when (refused is ConflictException or NotFoundException)
            {
                // It changed or went meanwhile: that is another event.
            }
        }
    }

    private async Task MakeAsync(Widget widget, int wished, CancellationToken cancellationToken)
    {
        var made = new Widget
        {
            Metadata = new V1ObjectMeta { Name = widget.Metadata.Name, Namespace = widget.Metadata.Namespace, ResourceVersion = widget.Metadata.ResourceVersion },
            Status = new WidgetStatus
            {
                Replicas = wished,
                Selector = $"widget={widget.Metadata.Name}",
                Conditions = [new V1Condition { Type = "Ready", Status = "True", Reason = "Made", Message = "all are there", LastTransitionTime = time.GetUtcNow().UtcDateTime }],
            },
        };
        await _widgets.UpdateAsync(new ObjectKey(widget.Metadata.Namespace!, widget.Metadata.Name!), "status", made, WriteOptions.Default, cancellationToken);
    }
}

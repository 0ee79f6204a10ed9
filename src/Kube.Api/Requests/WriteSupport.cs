using Kube.Api.Selectors;
using Kube.Store.Snapshots;

namespace Kube.Api.Requests;

/// <summary>What every write needs of its surroundings: the clock, and for collections a list.</summary>
internal sealed class WriteSupport(IStoreSnapshots snapshots, TimeProvider time)
{
    public WriteContext NewContext(RequestInfo request, bool dryRun)
    {
        var now = time.GetUtcNow().UtcDateTime;
        // The wire knows whole seconds only: what is computed with must be what is stored.
        return new(request, new DateTime(now.Ticks - (now.Ticks % TimeSpan.TicksPerSecond), DateTimeKind.Utc), dryRun);
    }

    public async ValueTask<ListResult> ListAsync(RequestInfo request, ListOptions options, CancellationToken cancellationToken)
    {
        var labels = LabelSelector.Parse(options.LabelSelector);
        var fields = FieldSelector.Parse(options.FieldSelector);
        ListOptionsRules.CheckList(options);
        var selection = ObjectSelection.Of(labels, fields, request.Resource);
        var plan = await ListPlan.MakeAsync(snapshots, request, options, selection, time, cancellationToken);
        await plan.PrepareAsync(cancellationToken);
        return plan.Run();
    }
}

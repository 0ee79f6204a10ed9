using Kube.Api.AspNetCore.Lists;
using Kube.Api.AspNetCore.Negotiation;
using Kube.Api.AspNetCore.Requests;
using Kube.Api.AspNetCore.Responses;
using Kube.Api.AspNetCore.Routing;
using Kube.Api.AspNetCore.Watches;
using Kube.Api.Catalog;
using Kube.Api.FlowControl;
using Kube.Api.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Kube.Api.AspNetCore.Door;

/// <summary>Serves get, list and watch.</summary>
internal sealed class ReadHandler(
    IObjectReader reader, ListResponder lists, WatchResponder watches, WorkEstimator estimator, IHostApplicationLifetime lifetime, TimeProvider time)
{
    public ValueTask ServeAsync(HttpContext http, in ResourceRequest request, ObjectForm form)
    {
        if (request.Info.Verb == Verbs.Watch) return WatchAsync(http, request, form);
        // Reads do not wait, so that nobody waits too long for them; what is no time is refused all the same.
        RequestDeadline.Of(request.Query, TimeSpan.MaxValue);
        return request.Info.Verb == Verbs.Get ? GetAsync(http, request, form) : ListAsync(http, request, form);
    }

    private ValueTask GetAsync(HttpContext http, in ResourceRequest request, ObjectForm form)
    {
        // What is in memory answers at once; only a revision that is not there yet is waited for, and then the client may go away.
        var cancellationToken = request.Query.IsEmpty ? CancellationToken.None : http.RequestAborted;
        var reading = reader.GetAsync(request.Info, OperationOptions.Get(request.Query), cancellationToken);
        if (!reading.IsCompletedSuccessfully) return FinishGetAsync(http, reading, form);
        Answer(http, reading.Result, form);
        return ValueTask.CompletedTask;
    }

    private async ValueTask FinishGetAsync(HttpContext http, ValueTask<ObjectResult> reading, ObjectForm form) => Answer(http, await reading, form);

    private void Answer(HttpContext http, ObjectResult result, in ObjectForm form)
    {
        WarningHeaders.Add(http.Response.Headers, result.Warnings);
        Answers.Object(http, StatusCodes.Status200OK, result.Object, result.Revision, form, form.IsPlainJson ? default : time.GetUtcNow().UtcDateTime);
    }

    private async ValueTask ListAsync(HttpContext http, ResourceRequest request, ObjectForm form)
    {
        var list = await reader.ListAsync(request.Info, OperationOptions.List(request.Query), http.RequestAborted);
        await lists.WriteAsync(http, list, form, http.RequestAborted);
    }

    private async ValueTask WatchAsync(HttpContext http, ResourceRequest request, ObjectForm form)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
        var options = OperationOptions.List(request.Query);
        await using var watch = await reader.WatchAsync(request.Info, options, ending.Token);
        // Writes that it sees cost more while it stands.
        estimator.Watch(request.Info.Resource, request.Info.Namespace, options.FieldSelector, 1);
        try
        {
            await watches.WriteAsync(http, watch, form, ending.Token);
        }
        finally
        {
            estimator.Watch(request.Info.Resource, request.Info.Namespace, options.FieldSelector, -1);
        }
    }
}

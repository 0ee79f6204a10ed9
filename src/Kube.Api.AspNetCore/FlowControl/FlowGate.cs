using Kube.Api.AspNetCore.Hosting;
using Kube.Api.AspNetCore.Requests;
using Kube.Api.AspNetCore.Responses;
using Kube.Api.AspNetCore.Routing;
using Kube.Api.Authentication;
using Kube.Api.Catalog;
using Kube.Api.Errors;
using Kube.Api.FlowControl;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Kube.Api.AspNetCore.FlowControl;

/// <summary>Lets requests in as flow control says, and tells clients which schema and level they were taken for. What lasts as long as its client likes, watches apart,
/// is not counted.</summary>
internal sealed class FlowGate(FlowController flows, WorkEstimator estimator, RouteTableCache routes, IOptions<KubeApiServerOptions> options)
{
    private readonly bool _isFair = options.Value.PriorityAndFairness;
    private readonly InflightLimits _limits = new(options.Value.MaxRequestsInflight, options.Value.MaxMutatingRequestsInflight);

    /// <summary>Waits until the request may be served. Completes at once, allocating nothing, when there is a seat.</summary>
    public ValueTask<FlowPass> EnterAsync(HttpContext http, UserInfo user)
    {
        var request = http.Request;
        var path = ApiPath.Parse(request.Path.Value);
        var verb = RequestVerbs.Of(request, path);
        if (verb != Verbs.Watch && RequestVerbs.IsLasting(path, verb)) return new(FlowPass.Free);
        if (!_isFair)
            return new(verb == Verbs.Watch ? FlowPass.Free : new FlowPass(default, _limits.Enter(user, isWrite: verb is not (Verbs.Get or Verbs.List))));

        var match = flows.Match(path.IsResource
            ? new FlowDigest { User = user, Verb = verb, Group = path.Group, Resource = path.Resource, Subresource = path.Subresource, Namespace = path.Namespace }
            : new FlowDigest { User = user, Verb = verb, Path = request.Path.Value is { Length: > 0 } given ? given : "/" });
        var headers = http.Response.Headers;
        headers["X-Kubernetes-Pf-Flowschema-Uid"] = match.SchemaUid;
        headers["X-Kubernetes-Pf-Prioritylevel-Uid"] = match.LevelUid;
        var work = match.IsExempt || !path.IsResource || verb == Verbs.Get ? WorkEstimate.One : Estimate(request, path, verb, match);
        var entry = flows.Enter(match, user, request.Method, request.Path.Value ?? "", work);
        return entry.HasToWait ? WaitAsync(http, entry, verb == Verbs.Watch) : new(Entered(http, entry.Ticket, verb == Verbs.Watch));
    }

    /// <summary>Ends what <see cref="EnterAsync"/> began.</summary>
    public void Exit(in FlowPass pass)
    {
        if (pass.Inflight == InflightKind.None) pass.Ticket.Release();
        else _limits.Exit(pass.Inflight);
    }

    /// <summary>Answers a request that may not be served; false when it may.</summary>
    public static bool TryRefuse(HttpContext http, in FlowPass pass)
    {
        var isRefused = pass.Inflight == InflightKind.Refused;
        if (pass.Ticket.Refusal is null && !isRefused) return false;
        var seconds = isRefused ? 1 : pass.Ticket.RetryAfterSeconds;
        http.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        Answers.Text(http, StatusCodes.Status429TooManyRequests, "Too many requests, please try again later.\n"u8, noSniff: true);
        return true;
    }

    // Only here: asking for the token makes the server keep one.
    private static async ValueTask<FlowPass> WaitAsync(HttpContext http, FlowEntry entry, bool isWatch) => Entered(http, await entry.WaitAsync(http.RequestAborted), isWatch);

    private static FlowPass Entered(HttpContext http, FlowTicket ticket, bool isWatch)
    {
        if (isWatch && ticket.Refusal is null) http.Features.Set(new WatchSeat(ticket));
        return new FlowPass(ticket, InflightKind.None);
    }

    private WorkEstimate Estimate(HttpRequest request, in ApiPath path, string verb, in FlowMatch match)
    {
        // What is not served costs next to nothing.
        if (routes.Current.Find(path) is not { } route) return WorkEstimate.One;
        if (verb is not (Verbs.List or Verbs.Watch)) return estimator.Write(route.Resource, path.Namespace, path.Name, match.MostSeats);
        try
        {
            var list = OperationOptions.List(QueryParameters.Parse(request.QueryString.Value));
            return verb == Verbs.List || list.SendInitialEvents == true
                ? estimator.List(route.Resource, path.Namespace.ToString(), list, match.MostSeats)
                : WorkEstimate.One;
        }
        catch (BadRequestException)
        {
            // What is wrong with it is said by who serves it.
            return WorkEstimate.One;
        }
    }
}

using System.Text;
using Kube.Api.AspNetCore.Door;
using Kube.Api.AspNetCore.Requests;
using Kube.Api.AspNetCore.Responses;
using Kube.Api.FlowControl;
using Microsoft.AspNetCore.Http;

namespace Kube.Api.AspNetCore.FlowControl;

/// <summary>Shows what flow control does at this moment, to people. Upstream does not list these paths.</summary>
internal sealed class FlowDumpEndpoint(FlowController flows) : IPathEndpoint
{
    private const string Prefix = "/debug/api_priority_and_fairness/";

    public IEnumerable<string> Paths => [];

    public ValueTask<bool> TryServeAsync(HttpContext http, string path)
    {
        if (!path.StartsWith(Prefix, StringComparison.Ordinal)) return new(false);
        var table = path[Prefix.Length..] switch
        {
            "dump_priority_levels" => FlowDump.PriorityLevels(flows),
            "dump_queues" => FlowDump.Queues(flows),
            "dump_requests" => FlowDump.Requests(flows, QueryParameters.Parse(http.Request.QueryString.Value).Find("includeRequestDetails") is { Length: > 0 } and not ("0" or "false")),
            _ => null,
        };
        if (table is null) return new(false);
        Answers.Text(http, StatusCodes.Status200OK, Encoding.UTF8.GetBytes(table), noSniff: true);
        return new(true);
    }
}

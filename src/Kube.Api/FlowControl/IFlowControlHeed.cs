using Kube.Api.Models;

namespace Kube.Api.FlowControl;

/// <summary>Somebody who goes by the flow schemas and priority levels that there are.</summary>
internal interface IFlowControlHeed
{
    /// <summary>Takes them over: all of them, after each change, one call at a time. What fails is told again.</summary>
    Task HeedAsync(IReadOnlyList<V1FlowSchema> schemas, IReadOnlyList<V1PriorityLevelConfiguration> levels, CancellationToken cancellationToken);
}

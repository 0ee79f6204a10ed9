using Xunit;

namespace Kube.Api.Tests;

/// <summary>Tests that measure the process run while no other does.</summary>
[CollectionDefinition(nameof(AloneCollection), DisableParallelization = true)]
public sealed class AloneCollection
{
}

using System.Text.Json;

namespace Kube.Api.Schema;

/// <summary>A type that knows itself how OpenAPI shows it, because what was written of it says more than a <see cref="TypeSchema"/> does. Calls overlap.</summary>
public interface IPublishedSchema
{
    /// <summary>Writes the whole schema as one JSON object.</summary>
    /// <param name="writer">Takes it.</param>
    /// <param name="version3">In the form of OpenAPI 3; otherwise of 2.</param>
    void Write(Utf8JsonWriter writer, bool version3);
}

using static Kube.Api.OpenApi.GnosticShape;

namespace Kube.Api.OpenApi;

/// <summary>The messages of <c>openapi.v3</c>, as far as the documents here use them.</summary>
internal static class GnosticVersion3
{
    private static readonly GnosticMessage s_reference = new() { Fields = { ["$ref"] = new(1, Text) } };

    private static readonly GnosticMessage s_schema = new()
    {
        Fields =
        {
            ["nullable"] = new(1, Flag),
            ["uniqueItems"] = new(20, Flag),
            ["required"] = new(23, Texts),
            ["enum"] = new(24, Yamls),
            ["type"] = new(25, Text),
            ["allOf"] = new(26, Nodes, static () => s_schemaOrReference!),
            ["oneOf"] = new(27, Nodes, static () => s_schemaOrReference!),
            ["items"] = new(30, Node, static () => GnosticMessage.Wrapping(1, s_schemaOrReference!)),
            ["properties"] = new(31, Node, static () => s_schemas!),
            ["additionalProperties"] = new(32, Node, static () => GnosticMessage.Wrapping(1, s_schemaOrReference!)),
            ["default"] = new(33, Default),
            ["description"] = new(34, Text),
            ["format"] = new(35, Text),
        },
        Extensions = 36,
    };

    private static readonly GnosticMessage s_schemaOrReference = new() { Choose = static value => value.IndexOf("$ref"u8) >= 0 ? (2, s_reference) : (1, s_schema) };

    private static readonly GnosticMessage s_schemas = new() { Free = new(1, Node, static () => s_schemaOrReference) };

    private static readonly GnosticMessage s_parameter = GnosticMessage.Wrapping(1, new GnosticMessage
    {
        Fields =
        {
            ["name"] = new(1, Text), ["in"] = new(2, Text), ["description"] = new(3, Text), ["required"] = new(4, Flag),
            ["schema"] = new(10, Node, static () => s_schemaOrReference),
        },
    });

    private static readonly GnosticMessage s_content = new()
    {
        Free = new(1, Node, static () => new GnosticMessage { Fields = { ["schema"] = new(1, Node, static () => s_schemaOrReference) } }),
    };

    private static readonly GnosticMessage s_requestBody = GnosticMessage.Wrapping(1, new GnosticMessage
    {
        Fields = { ["description"] = new(1, Text), ["content"] = new(2, Node, static () => s_content), ["required"] = new(3, Flag) },
    });

    private static readonly GnosticMessage s_response = GnosticMessage.Wrapping(1, new GnosticMessage
    {
        Fields = { ["description"] = new(1, Text), ["content"] = new(3, Node, static () => s_content) },
    });

    private static readonly GnosticMessage s_operation = new()
    {
        Fields =
        {
            ["tags"] = new(1, Texts),
            ["description"] = new(3, Text),
            ["operationId"] = new(5, Text),
            ["parameters"] = new(6, Nodes, static () => s_parameter),
            ["requestBody"] = new(7, Node, static () => s_requestBody),
            ["responses"] = new(8, Node, static () => new GnosticMessage { Free = new(2, Node, static () => s_response) }),
        },
        Extensions = 13,
    };

    private static readonly GnosticMessage s_pathItem = new()
    {
        Fields =
        {
            ["get"] = new(4, Node, static () => s_operation), ["put"] = new(5, Node, static () => s_operation),
            ["post"] = new(6, Node, static () => s_operation), ["delete"] = new(7, Node, static () => s_operation),
            ["options"] = new(8, Node, static () => s_operation), ["head"] = new(9, Node, static () => s_operation),
            ["patch"] = new(10, Node, static () => s_operation), ["parameters"] = new(13, Nodes, static () => s_parameter),
        },
    };

    private static readonly GnosticMessage s_securityScheme = GnosticMessage.Wrapping(1, new GnosticMessage
    {
        Fields = { ["type"] = new(1, Text), ["description"] = new(2, Text), ["name"] = new(3, Text), ["in"] = new(4, Text) },
    });

    /// <summary>The whole document.</summary>
    public static GnosticMessage Document { get; } = new()
    {
        Fields =
        {
            ["openapi"] = new(1, Text),
            ["info"] = new(2, Node, static () => new GnosticMessage { Fields = { ["title"] = new(1, Text), ["version"] = new(6, Text) } }),
            ["paths"] = new(4, Node, static () => new GnosticMessage { Free = new(1, Node, static () => s_pathItem) }),
            ["components"] = new(5, Node, static () => new GnosticMessage
            {
                Fields =
                {
                    ["schemas"] = new(1, Node, static () => s_schemas),
                    ["securitySchemes"] = new(7, Node, static () => new GnosticMessage { Free = new(1, Node, static () => s_securityScheme) }),
                },
            }),
        },
    };
}

using System.Buffers;
using Kube.Api.Catalog;
using Kube.Api.Objects;
using Kube.Api.Tables;

namespace Kube.Api.AspNetCore.Responses;

/// <summary>Writes objects as <c>meta.k8s.io</c> Tables. The parts are separate, so that a long table is streamed row by row.</summary>
internal static class TableWriter
{
    /// <summary>Everything before the first row. Metadata and columns as given: a watch sends its columns once.</summary>
    public static void WriteStart(IBufferWriter<byte> output, string metaVersion, ReadOnlySpan<byte> metadata, ResourceTable? columnsOf)
    {
        output.Write("{\"kind\":\"Table\",\"apiVersion\":\"meta.k8s.io/"u8);
        JsonBytes.WriteRaw(output, metaVersion);
        output.Write("\",\"metadata\":"u8);
        output.Write(metadata);
        output.Write(",\"columnDefinitions\":"u8);
        if (columnsOf is null) output.Write("null"u8);
        else WriteColumns(output, columnsOf.Columns);
        output.Write(",\"rows\":"u8);
    }

    public static void WriteRow(IBufferWriter<byte> output, ServedObject obj, long revision, string metaVersion, TableContent content, DateTime now)
    {
        output.Write("{\"cells\":["u8);
        var separator = ReadOnlySpan<byte>.Empty;
        foreach (var cell in obj.GetTableRow(now).Cells)
        {
            output.Write(separator);
            separator = ","u8;
            WriteCell(output, cell, now);
        }

        output.Write("],\"object\":"u8);
        switch (content)
        {
            case TableContent.None: output.Write("null"u8); break;
            case TableContent.Object: obj.WriteJson(output, revision); break;
            default: MetadataSlice.Write(obj, revision, metaVersion, output); break;
        }

        output.Write("}"u8);
    }

    /// <summary>One object as a whole Table of one row.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="obj">The object.</param>
    /// <param name="revision">Its resourceVersion, and the Table's.</param>
    /// <param name="form">The version of meta.k8s.io, and what the row carries.</param>
    /// <param name="withColumns">Whether the columns are described.</param>
    /// <param name="now">The instant that ages are counted to.</param>
    public static void WriteSingle(IBufferWriter<byte> output, ServedObject obj, long revision, ObjectForm form, bool withColumns, DateTime now)
    {
        using var metadata = new PooledBuffer(256);
        if (revision == 0) metadata.Write("{}"u8);
        else JsonBytes.WriteListMetadata(metadata, revision, "", null);
        var version = form.Output.MetaVersion;
        WriteStart(output, version, metadata.WrittenSpan, withColumns ? TableOf(obj.Resource) : null);
        output.Write("["u8);
        WriteRow(output, obj, revision, version, form.Content, now);
        output.Write("]}"u8);
    }

    /// <summary>What stands for the rows of a table without rows: an accident of upstream's two table makers, which clients have come to see.</summary>
    public static ReadOnlySpan<byte> NoRows(ResourceDefinition resource) => ReferenceEquals(TableOf(resource), DefaultTable.Instance) ? "null"u8 : "[]"u8;

    public static ResourceTable TableOf(ResourceDefinition? resource) => resource?.Stored.Table ?? DefaultTable.Instance;

    private static void WriteColumns(IBufferWriter<byte> output, IReadOnlyList<TableColumn> columns)
    {
        output.Write("["u8);
        for (var i = 0; i < columns.Count; i++)
        {
            if (i > 0) output.Write(","u8);
            var column = columns[i];
            output.Write("{\"name\":"u8);
            JsonBytes.WriteString(output, column.Name);
            output.Write(",\"type\":"u8);
            JsonBytes.WriteString(output, column.Type);
            output.Write(",\"format\":"u8);
            JsonBytes.WriteString(output, column.Format);
            output.Write(",\"description\":"u8);
            JsonBytes.WriteString(output, column.Description);
            output.Write(",\"priority\":"u8);
            JsonBytes.WriteNumber(output, column.Priority);
            output.Write("}"u8);
        }

        output.Write("]"u8);
    }

    private static void WriteCell(IBufferWriter<byte> output, TableCell cell, DateTime now)
    {
        switch (cell.Kind)
        {
            case TableCellKind.Number: JsonBytes.WriteNumber(output, cell.NumberValue); break;
            case TableCellKind.Json: JsonBytes.WriteRaw(output, cell.TextValue!); break;
            case TableCellKind.Boolean: output.Write(cell.NumberValue != 0 ? "true"u8 : "false"u8); break;
            default:
                if (cell.ShownAt(now) is { } text) JsonBytes.WriteString(output, text);
                else output.Write("null"u8);
                break;
        }
    }
}

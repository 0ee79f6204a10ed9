using System.Text;

namespace Kube.Api.Authentication.Tokens;

/// <summary>Reads the CSV that token files are in: RFC 4180 with blank lines skipped, as Go's encoding/csv reads it.</summary>
internal static class CsvRecords
{
    public static IEnumerable<(int Line, string[] Columns)> Read(string text, string path)
    {
        var position = 0;
        var line = 1;
        while (position < text.Length)
        {
            if (text[position] is '\n' or '\r')
            {
                if (text[position++] == '\n') line++;
                continue;
            }

            var first = line;
            yield return (first, ReadRecord(text, path, ref position, ref line));
        }
    }

    private static string[] ReadRecord(string text, string path, ref int position, ref int line)
    {
        var columns = new List<string>();
        while (true)
        {
            columns.Add(position < text.Length && text[position] == '"'
                ? ReadQuoted(text, path, ref position, ref line)
                : ReadBare(text, path, ref position, line));
            if (position < text.Length && text[position] == ',')
            {
                position++;
                continue;
            }

            return [.. columns];
        }
    }

    private static string ReadBare(string text, string path, ref int position, int line)
    {
        var start = position;
        while (position < text.Length && text[position] is not (',' or '\n' or '\r'))
        {
            if (text[position] == '"') throw new TokenFileException(path, line, "bare \" in a column that is not quoted");
            position++;
        }

        return text[start..position].Trim(' ');
    }

    private static string ReadQuoted(string text, string path, ref int position, ref int line)
    {
        var opened = line;
        var value = new StringBuilder();
        for (position++; position < text.Length; position++)
        {
            var c = text[position];
            if (c == '\n') line++;
            if (c != '"')
            {
                value.Append(c);
                continue;
            }

            position++;
            if (position >= text.Length || text[position] is ',' or '\n' or '\r') return value.ToString();
            if (text[position] != '"') throw new TokenFileException(path, line, "extraneous or missing \" in a quoted column");
            value.Append('"');
        }

        throw new TokenFileException(path, opened, "a quoted column does not end");
    }
}

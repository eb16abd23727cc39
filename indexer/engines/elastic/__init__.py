"""The search index of many machines: Elasticsearch."""

from indexer.engines.elastic.index import ElasticIndex

__all__ = ["ElasticIndex"]

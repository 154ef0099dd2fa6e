"""Imports 13 packages of the standard library, which load some 170 modules."""

import argparse
import asyncio
import dataclasses
import decimal
import email.message
import http.client
import json
import logging
import pathlib
import tempfile
import typing
import unittest
import xml.dom.minidom

PACKAGES = (
    (argparse, asyncio, dataclasses, decimal, email.message, http.client, json, logging)
    + (pathlib, tempfile, typing, unittest, xml.dom.minidom)
)  # fmt: skip
assert len(PACKAGES) == 13
